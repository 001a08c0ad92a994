#include <stdio.h>

#include "phrases.h"

#define ASSET "assets/phrases.txt"

int
main (int   argc,
      char *argv[])
{
  char translation[256];
  FILE *file;

  if (argc != 2)
    {
      fprintf (stderr, "usage: phrasebook WORD\n");
      return 2;
    }

  file = fopen (ASSET, "r");
  if (file == NULL)
    {
      perror (ASSET);
      return 1;
    }

  if (!phrases_look_up (file, argv[1], translation, sizeof translation))
    {
      fprintf (stderr, "phrasebook: no translation for “%s”\n", argv[1]);
      fclose (file);
      return 1;
    }

  puts (translation);
  fclose (file);

  return 0;
}
