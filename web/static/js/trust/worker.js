/* Does nothing: that a browser lets it stay shows that it trusts us (trust.js). */
