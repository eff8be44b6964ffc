-- Answers microseconds, as text: exactly, whatever the protocol makes of a number.
return {string.format('%.0f', clock())}
