// libjpeg behind an interface without setjmp.
