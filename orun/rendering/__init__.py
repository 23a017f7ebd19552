"""What the rules chose, made final: values interpolated, schemas checked, steps rendered.

Nothing here decides anything. Which layer wins, which steps stay, how bad a problem is: that is
said by rules, before (`Result`) and after (`Problem` facts).
"""
