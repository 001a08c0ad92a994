#include <string.h>

#include "phrases.h"

int
phrases_look_up (FILE       *file,
                 const char *word,
                 char       *translation,
                 size_t      size)
{
  char line[256];

  while (fgets (line, sizeof line, file) != NULL)
    {
      char *equals = strchr (line, '=');

      if (line[0] == '#' || equals == NULL)
        continue;

      *equals = '\0';
      if (strcmp (line, word) != 0)
        continue;

      equals[1 + strcspn (equals + 1, "\n")] = '\0';
      snprintf (translation, size, "%s", equals + 1);
      return 1;
    }

  return 0;
}
