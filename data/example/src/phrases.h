#ifndef PHRASES_H
#define PHRASES_H

#include <stddef.h>
#include <stdio.h>

/* Looks word up in a file of “word=translation” lines; returns 1 if it was found, and copies the translation. */
int phrases_look_up (FILE       *file,
                     const char *word,
                     char       *translation,
                     size_t      size);

#endif
