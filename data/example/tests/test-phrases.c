#include <stdio.h>
#include <string.h>

#include "phrases.h"

static struct
{
  const char *name;
  const char *word;
  const char *expected; /* NULL: not to be found */
} cases[] = {
  { "finds the first word", "hello", "bonjour" },
  { "finds the last word", "thank you", "merci" },
  { "does not take a part for the whole", "good", NULL },
  { "does not find a comment", "# English", NULL },
};

/* Checks each case, and writes the outcome as JUnit XML, which build servers read. */
int
main (int   argc,
      char *argv[])
{
  size_t n_cases = sizeof cases / sizeof cases[0];
  int n_failed = 0;
  FILE *report;

  if (argc != 3 || (report = fopen (argv[2], "w")) == NULL)
    {
      fprintf (stderr, "usage: test-phrases ASSET REPORT\n");
      return 2;
    }

  fprintf (report, "<testsuite name=\"phrases\" tests=\"%zu\">\n", n_cases);
  for (size_t i = 0; i < n_cases; i++)
    {
      char translation[256] = "";
      FILE *asset = fopen (argv[1], "r");
      int found = asset != NULL && phrases_look_up (asset, cases[i].word, translation, sizeof translation);
      int good = cases[i].expected != NULL ? found && strcmp (translation, cases[i].expected) == 0 : asset != NULL && !found;

      if (asset != NULL)
        fclose (asset);
      n_failed += !good;
      printf ("%s %s\n", good ? "\033[32mok\033[0m  " : "\033[31mFAIL\033[0m", cases[i].name);
      fprintf (report, "  <testcase classname=\"phrases\" name=\"%s\">%s</testcase>\n",
               cases[i].name, good ? "" : "<failure/>");
    }
  fprintf (report, "</testsuite>\n");
  fclose (report);

  return n_failed > 0;
}
