/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <gio/gio.h>

#include "plr-yaml-edit.h"

/* How many places of each file an operation is tried at. Sanitizers are slow with many small pieces of memory. */
#ifdef __SANITIZE_ADDRESS__
#define N_SITES 1
#define N_FILES 40
#else
#define N_SITES (g_test_slow () ? 60 : 2)
#define N_FILES G_MAXUINT
#endif

/* A tree of values of its own, on which each operation is done in the plainest way, to compare with what is read after the
 * same operation was done on the text. */
typedef struct
{
  PlrYamlKind  kind;
  char        *text;
  GPtrArray   *children;
} Mirror;

static void
mirror_free (Mirror *mirror)
{
  g_ptr_array_unref (mirror->children);
  g_free (mirror->text);
  g_free (mirror);
}

static Mirror *
mirror_new (PlrYamlKind kind,
            const char *text)
{
  Mirror *mirror = g_new (Mirror, 1);

  mirror->kind = kind;
  mirror->text = g_strdup (text);
  mirror->children = g_ptr_array_new_with_free_func ((GDestroyNotify) mirror_free);

  return mirror;
}

/* A `|` text at the end of a file without a final line break has no break of its own either until something follows it. */
static gboolean
is_open_ended (PlrYamlNode *node)
{
  gsize size;
  const char *text = plr_yaml_get_text (plr_yaml_node_get_tree (node), &size);

  return (plr_yaml_node_get_style (node) == PLR_YAML_LITERAL || plr_yaml_node_get_style (node) == PLR_YAML_FOLDED) &&
         plr_yaml_node_get_end (node) == size && text[plr_yaml_node_get_start (node) + 1] != '-';
}

/* Of scalars the type is mirrored, not the quotes; of aliases the name. */
static Mirror *
mirror_node (PlrYamlNode *node)
{
  gsize length = 0;
  g_autofree char *text = NULL;
  Mirror *mirror;

  if (plr_yaml_node_get_kind (node) == PLR_YAML_ALIAS)
    text = g_strdup_printf ("*%s", plr_yaml_node_get_anchor (plr_yaml_node_resolve (node)));
  else if (plr_yaml_node_get_kind (node) == PLR_YAML_SCALAR)
    text = g_strdup_printf ("%s%s %s", plr_yaml_node_get_tag (node) != NULL ? plr_yaml_node_get_tag (node) : "",
                            plr_yaml_node_get_scalar_type (node) == PLR_YAML_TYPE_STRING ? "string" : "typed",
                            plr_yaml_node_get_scalar (node, &length));
  else
    text = g_strdup (plr_yaml_node_get_tag (node));

  if (is_open_ended (node))
    {
      char *closed = g_strconcat (text, "\n", NULL);

      g_free (text);
      text = closed;
    }

  mirror = mirror_new (plr_yaml_node_get_kind (node), text);
  for (guint i = 0; i < plr_yaml_node_get_n_items (node); i++)
    {
      if (plr_yaml_node_get_kind (node) == PLR_YAML_SEQUENCE)
        {
          g_ptr_array_add (mirror->children, mirror_node (plr_yaml_node_get_item (node, i)));
          continue;
        }
      g_ptr_array_add (mirror->children, mirror_node (plr_yaml_node_get_key (node, i)));
      g_ptr_array_add (mirror->children, mirror_node (plr_yaml_node_get_value (node, i)));
    }

  return mirror;
}

static Mirror *
mirror_tree (PlrYaml *tree)
{
  Mirror *mirror = mirror_new (PLR_YAML_SEQUENCE, "documents");

  for (guint i = 0; i < plr_yaml_get_n_documents (tree); i++)
    g_ptr_array_add (mirror->children, mirror_node (plr_yaml_get_root (tree, i)));

  return mirror;
}

/* Where a node is in the mirror: its parent there and its place among the children. */
static Mirror *
mirror_find (Mirror      *root,
             PlrYamlNode *node,
             guint       *place)
{
  PlrYamlNode *parent = plr_yaml_node_get_parent (node);
  guint index = plr_yaml_node_get_index (node);
  guint at;
  Mirror *mirror;

  if (parent == NULL)
    {
      *place = index;
      return root;
    }

  mirror = mirror_find (root, parent, &at);
  if (plr_yaml_node_get_kind (parent) == PLR_YAML_MAPPING)
    *place = 2 * index + !plr_yaml_node_is_key (node);
  else
    *place = index;

  return mirror->children->pdata[at];
}

static void
mirror_put (Mirror *parent,
            guint   place,
            Mirror *child)
{
  mirror_free (parent->children->pdata[place]);
  parent->children->pdata[place] = child;
}

static Mirror *
mirror_copy (Mirror *mirror)
{
  Mirror *copy = mirror_new (mirror->kind, mirror->text);

  for (guint i = 0; i < mirror->children->len; i++)
    g_ptr_array_add (copy->children, mirror_copy (mirror->children->pdata[i]));

  return copy;
}

static void
mirror_print (Mirror  *mirror,
              GString *out)
{
  g_string_append_printf (out, "%d<%s", mirror->kind, mirror->text != NULL ? mirror->text : "");
  for (guint i = 0; i < mirror->children->len; i++)
    mirror_print (mirror->children->pdata[i], out);
  g_string_append (out, ">\n");
}

typedef enum
{
  SET_SAME_STYLE,       /* a scalar to another one of the same kind */
  SET_NUMBER,
  SET_NEEDS_QUOTES,
  SET_LINES,
  SET_LIST,
  SET_MAP,
  ADD_KEY,
  ADD_KEY_FIRST,
  ADD_JOB,
  ADD_ITEM,
  ADD_ITEM_FIRST,
  ADD_STEP_MIDDLE,
  REMOVE,
  RENAME,
  MOVE_UP,
  MOVE_LAST,
  DUPLICATE,
  N_OPERATIONS,
} Operation;

static const char *const operation_names[] = {
  "set a scalar", "set a number", "set a string that needs quotes", "set several lines", "set a list", "set a mapping",
  "append a key", "insert a key first", "append a mapping", "append an item", "insert an item first",
  "insert a mapping in the middle of a list", "remove", "rename a key", "move up", "move to the end", "duplicate",
};

/* Where an edit of one line is asked for: set a scalar of one line, or add a key with one. */
static const gboolean is_one_line[N_OPERATIONS] = { [SET_SAME_STYLE] = TRUE, [SET_NUMBER] = TRUE,
                                                    [SET_NEEDS_QUOTES] = TRUE, [ADD_KEY] = TRUE, [RENAME] = TRUE };

typedef struct
{
  guint n_done[N_OPERATIONS];
  guint n_shared[N_OPERATIONS];
  guint n_failed[N_OPERATIONS];
  guint n_lines_good[N_OPERATIONS];
  guint n_lines_bad[N_OPERATIONS];
} Counts;

static gboolean
is_null_or (PlrYamlNode *node,
            PlrYamlKind  kind)
{
  return plr_yaml_node_get_kind (node) == kind || (plr_yaml_node_get_kind (node) == PLR_YAML_SCALAR &&
                                                   plr_yaml_node_is_null (node) && !plr_yaml_node_is_key (node));
}

static gboolean
applies (Operation    operation,
         PlrYamlNode *node)
{
  PlrYamlNode *parent = plr_yaml_node_get_parent (node);
  gboolean is_key = plr_yaml_node_is_key (node);

  switch (operation)
    {
    case SET_SAME_STYLE:
    case SET_NUMBER:
    case SET_NEEDS_QUOTES:
    case SET_LINES:
      return plr_yaml_node_get_kind (node) == PLR_YAML_SCALAR && !is_key;

    case SET_LIST:
    case SET_MAP:
      return !is_key;

    case ADD_KEY:
    case ADD_KEY_FIRST:
    case ADD_JOB:
      return is_null_or (node, PLR_YAML_MAPPING) && plr_yaml_node_get (node, "plr-added") == NULL;

    case ADD_ITEM:
    case ADD_ITEM_FIRST:
    case ADD_STEP_MIDDLE:
      return is_null_or (node, PLR_YAML_SEQUENCE);

    case RENAME:
      return is_key && plr_yaml_node_get_kind (node) == PLR_YAML_SCALAR;

    case MOVE_UP:
    case MOVE_LAST:
    case REMOVE:
    case DUPLICATE:
      return parent != NULL && !is_key;

    case N_OPERATIONS:
    default:
      g_assert_not_reached ();
    }
}

static PlrYamlValue *
make_value (Operation operation)
{
  PlrYamlValue *value;

  switch ((int) operation)
    {
    case SET_NUMBER:
      return plr_yaml_value_new_integer (42);

    case SET_NEEDS_QUOTES:
      return plr_yaml_value_new_string ("yes: 'it' # \"is\"");

    case SET_LINES:
      return plr_yaml_value_new_string ("first: line\n  # second\n\nlast\n");

    case SET_LIST:
      return plr_yaml_value_new_strings ((const char *[]) { "one", "2", NULL });

    case SET_MAP:
    case ADD_JOB:
    case ADD_STEP_MIDDLE:
      value = plr_yaml_value_new_map ();
      plr_yaml_value_set (value, "list", plr_yaml_value_new_strings ((const char *[]) { "one", "two", NULL }));
      plr_yaml_value_set_string (value, "run", "make\nmake check\n");
      return value;

    default:
      return plr_yaml_value_new_string ("plr value");
    }
}

static guint
middle_of (PlrYamlNode *node)
{
  return plr_yaml_node_get_n_items (node) / 2;
}

static GPtrArray *
run (Operation    operation,
     PlrYamlNode *node,
     GError     **error)
{
  g_autoptr(PlrYamlValue) value = make_value (operation);
  gboolean in_map = plr_yaml_node_get_parent (node) != NULL &&
                    plr_yaml_node_get_kind (plr_yaml_node_get_parent (node)) == PLR_YAML_MAPPING;
  guint index = plr_yaml_node_get_index (node);

  switch (operation)
    {
    case ADD_KEY:
    case ADD_JOB:
      return plr_yaml_edit_insert_key (node, -1, "plr-added", value, PLR_YAML_EDIT_NONE, error);

    case ADD_KEY_FIRST:
      return plr_yaml_edit_insert_key (node, 0, "plr-added", value, PLR_YAML_EDIT_NONE, error);

    case ADD_ITEM:
      return plr_yaml_edit_insert_item (node, -1, value, PLR_YAML_EDIT_NONE, error);

    case ADD_ITEM_FIRST:
      return plr_yaml_edit_insert_item (node, 0, value, PLR_YAML_EDIT_NONE, error);

    case ADD_STEP_MIDDLE:
      return plr_yaml_edit_insert_item (node, middle_of (node), value, PLR_YAML_EDIT_NONE, error);

    case REMOVE:
      return plr_yaml_edit_remove (node, PLR_YAML_EDIT_NONE, error);

    case RENAME:
      return plr_yaml_edit_rename (node, "plr-renamed", PLR_YAML_EDIT_NONE, error);

    case MOVE_UP:
      return plr_yaml_edit_move (node, MAX (index, 1) - 1, PLR_YAML_EDIT_NONE, error);

    case MOVE_LAST:
      return plr_yaml_edit_move (node, G_MAXUINT, PLR_YAML_EDIT_NONE, error);

    case DUPLICATE:
      return plr_yaml_edit_duplicate (node, in_map ? "plr-copy" : NULL, PLR_YAML_EDIT_NONE, error);

    case SET_SAME_STYLE:
    case SET_NUMBER:
    case SET_NEEDS_QUOTES:
    case SET_LINES:
    case SET_LIST:
    case SET_MAP:
    case N_OPERATIONS:
    default:
      return plr_yaml_edit_set (node, value, PLR_YAML_EDIT_NONE, error);
    }
}

/* The value as it has to read, by way of a file of its own. */
static Mirror *
mirror_value (Operation operation)
{
  g_autoptr(PlrYamlValue) value = make_value (operation);
  g_autofree char *text = plr_yaml_value_dup_text (value);
  g_autoptr(PlrYaml) tree = plr_yaml_new (text, -1, NULL);

  return mirror_node (plr_yaml_get_root (tree, 0));
}

static void
mirror_insert (Mirror      *root,
               PlrYamlNode *node,
               int          index,
               gboolean     with_key,
               Mirror      *value)
{
  guint place;
  Mirror *parent = mirror_find (root, node, &place);
  Mirror *target = parent->children->pdata[place];

  if (target->kind == PLR_YAML_SCALAR)
    {
      mirror_put (parent, place, mirror_new (with_key ? PLR_YAML_MAPPING : PLR_YAML_SEQUENCE, NULL));
      target = parent->children->pdata[place];
    }
  if (index < 0)
    index = target->children->len / (with_key ? 2 : 1);
  if (with_key)
    {
      g_ptr_array_insert (target->children, 2 * index, mirror_new (PLR_YAML_SCALAR, "string plr-added"));
      g_ptr_array_insert (target->children, 2 * index + 1, value);
    }
  else
    {
      g_ptr_array_insert (target->children, index, value);
    }
}

static void
mirror_move (Mirror *parent,
             guint   width,
             guint   from,
             guint   to)
{
  gpointer entry[2];

  for (guint i = 0; i < width; i++)
    entry[i] = g_ptr_array_steal_index (parent->children, width * from);
  for (guint i = 0; i < width; i++)
    g_ptr_array_insert (parent->children, width * to + i, entry[i]);
}

static void
mirror_run (Mirror      *root,
            Operation    operation,
            PlrYamlNode *node)
{
  guint place;
  Mirror *parent = mirror_find (root, node, &place);
  Mirror *self = parent->children->pdata[place];
  PlrYamlNode *up = plr_yaml_node_get_parent (node);
  gboolean in_map = up != NULL && plr_yaml_node_get_kind (up) == PLR_YAML_MAPPING;
  guint width = in_map ? 2 : 1;
  guint index = plr_yaml_node_get_index (node);
  Mirror *value = mirror_value (operation);

  switch (operation)
    {
    case ADD_KEY:
    case ADD_JOB:
    case ADD_KEY_FIRST:
      mirror_insert (root, node, operation == ADD_KEY_FIRST ? 0 : -1, TRUE, value);
      return;

    case ADD_ITEM:
    case ADD_ITEM_FIRST:
    case ADD_STEP_MIDDLE:
      mirror_insert (root, node, operation == ADD_ITEM ? -1 : operation == ADD_ITEM_FIRST ? 0 : (int) middle_of (node),
                     FALSE, value);
      return;

    case REMOVE:
      g_ptr_array_remove_range (parent->children, width * index, width);
      break;

    case RENAME:
      mirror_put (parent, place, mirror_new (PLR_YAML_SCALAR, "string plr-renamed"));
      break;

    case MOVE_UP:
      mirror_move (parent, width, index, MAX (index, 1) - 1);
      break;

    case MOVE_LAST:
      mirror_move (parent, width, index, plr_yaml_node_get_n_items (up) - 1);
      break;

    case DUPLICATE:
      if (in_map)
        g_ptr_array_insert (parent->children, width * (index + 1), mirror_new (PLR_YAML_SCALAR, "string plr-copy"));
      g_ptr_array_insert (parent->children, width * (index + 1) + width - 1, mirror_copy (self));
      break;

    case SET_SAME_STYLE:
    case SET_NUMBER:
    case SET_NEEDS_QUOTES:
    case SET_LINES:
    case SET_LIST:
    case SET_MAP:
    case N_OPERATIONS:
    default:
      {
        const char *tag = plr_yaml_node_get_tag (node);

        if (plr_yaml_node_get_kind (node) == PLR_YAML_SCALAR && value->kind == PLR_YAML_SCALAR && tag != NULL)
          {
            char *tagged = g_strconcat (tag, "string ", strchr (value->text, ' ') + 1, NULL);

            g_free (value->text);
            value->text = tagged;
          }
        mirror_put (parent, place, g_steal_pointer (&value));
      }
      break;
    }
  g_clear_pointer (&value, mirror_free);
}

static char *
print_mirror (Mirror *mirror)
{
  GString *out = g_string_new (NULL);

  mirror_print (mirror, out);

  return g_string_free (out, FALSE);
}

/* Lines between those that both texts have at the start and at the end. */
static void
count_changed_lines (const char *before,
                     const char *after,
                     guint      *n_before,
                     guint      *n_after)
{
  g_auto(GStrv) old_lines = g_strsplit (before, "\n", -1);
  g_auto(GStrv) new_lines = g_strsplit (after, "\n", -1);
  guint n_old = g_strv_length (old_lines), n_new = g_strv_length (new_lines);
  guint start = 0;

  while (start < n_old && start < n_new && strcmp (old_lines[start], new_lines[start]) == 0)
    start++;
  while (n_old > start && n_new > start && strcmp (old_lines[n_old - 1], new_lines[n_new - 1]) == 0)
    n_old--, n_new--;

  *n_before = n_old - start;
  *n_after = n_new - start;
}

static void
check_one (const char  *name,
           PlrYaml     *tree,
           Operation    operation,
           PlrYamlNode *node,
           Counts      *counts)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) patches = run (operation, node, &error);
  g_autoptr(GPtrArray) inverse = NULL;
  g_autoptr(PlrYaml) reread = NULL;
  g_autofree char *after = NULL;
  g_autofree char *back = NULL;
  g_autofree char *expected = NULL;
  g_autofree char *found = NULL;
  gsize size, after_size;
  const char *text = plr_yaml_get_text (tree, &size);
  Mirror *intended, *mirror;
  guint n_before, n_after;

  if (patches == NULL)
    {
      gboolean is_shared = g_error_matches (error, PLR_YAML_ERROR, PLR_YAML_ERROR_SHARED);

      counts->n_shared[operation] += is_shared;
      counts->n_failed[operation] += !is_shared;
      if (!is_shared)
        g_test_message ("%s: %s: %s", name, operation_names[operation], error->message);
      return;
    }

  after = plr_patches_apply (text, size, patches, &after_size);
  reread = plr_yaml_new (after, after_size, &error);
  g_assert_no_error (error);
  intended = mirror_tree (tree);
  mirror_run (intended, operation, node);
  mirror = mirror_tree (reread);
  expected = print_mirror (intended);
  found = print_mirror (mirror);
  mirror_free (intended);
  mirror_free (mirror);
  if (strcmp (expected, found) != 0)
    {
      g_test_message ("%s: %s at line %u reads differently:\n%s", name, operation_names[operation],
                      plr_yaml_node_get_line (node), after);
      counts->n_failed[operation]++;
      return;
    }

  inverse = plr_patches_invert (text, size, patches);
  back = plr_patches_apply (after, after_size, inverse, NULL);
  g_assert_cmpmem (back, size, text, size);

  counts->n_done[operation]++;
  count_changed_lines (text, after, &n_before, &n_after);

  /* In JSON a key that is appended needs a comma at the end of the line before. */
  if (g_str_has_suffix (name, ".json") && operation == ADD_KEY)
    return;

  if (n_before <= 1 && n_after == 1)
    counts->n_lines_good[operation]++;
  else
    counts->n_lines_bad[operation]++;
  if (is_one_line[operation] && !(n_before <= 1 && n_after == 1) && g_test_verbose ())
    g_test_message ("%s: %s at line %u touches %u and makes %u lines", name, operation_names[operation],
                    plr_yaml_node_get_line (node), n_before, n_after);
}

static void
list_nodes (PlrYamlNode *node,
            GPtrArray   *nodes)
{
  g_ptr_array_add (nodes, node);
  for (guint i = 0; i < plr_yaml_node_get_n_items (node); i++)
    if (plr_yaml_node_get_kind (node) == PLR_YAML_MAPPING)
      {
        list_nodes (plr_yaml_node_get_key (node, i), nodes);
        list_nodes (plr_yaml_node_get_value (node, i), nodes);
      }
    else
      {
        list_nodes (plr_yaml_node_get_item (node, i), nodes);
      }
}

/* A scalar of several lines is replaced as a whole, so that there is no one line to count. */
static gboolean
is_on_one_line (PlrYaml     *tree,
                PlrYamlNode *node)
{
  guint first, last;

  plr_yaml_get_place (tree, plr_yaml_node_get_start (node), &first, NULL);
  plr_yaml_get_place (tree, plr_yaml_node_get_end (node), &last, NULL);

  return first == last;
}

static void
check_file (const char *name,
            const char *text,
            gsize       size,
            guint       n_sites,
            Counts     *counts)
{
  g_autoptr(PlrYaml) tree = plr_yaml_new (text, size, NULL);
  g_autoptr(GPtrArray) nodes = g_ptr_array_new ();

  if (tree == NULL)
    return;

  for (guint i = 0; i < plr_yaml_get_n_documents (tree); i++)
    list_nodes (plr_yaml_get_root (tree, i), nodes);

  for (Operation operation = 0; operation < N_OPERATIONS; operation++)
    {
      g_autoptr(GPtrArray) sites = g_ptr_array_new ();

      for (guint i = 0; i < nodes->len; i++)
        if (applies (operation, nodes->pdata[i]) &&
            (!is_one_line[operation] || operation == ADD_KEY || is_on_one_line (tree, nodes->pdata[i])))
          g_ptr_array_add (sites, nodes->pdata[i]);
      for (guint i = 0; i < MIN (n_sites, sites->len); i++)
        check_one (name, tree, operation, sites->pdata[(guint64) i * sites->len / MIN (n_sites, sites->len)], counts);
    }
}

static guint
check_directory (GFile  *directory,
                 guint   n,
                 Counts *counts)
{
  g_autoptr(GFileEnumerator) files = NULL;

  files = g_file_enumerate_children (directory, "standard::name,standard::type", G_FILE_QUERY_INFO_NONE, NULL, NULL);
  while (files != NULL && n < N_FILES)
    {
      GFileInfo *info;
      GFile *file;
      g_autofree char *text = NULL;
      gsize size;

      if (!g_file_enumerator_iterate (files, &info, &file, NULL, NULL) || info == NULL)
        break;
      if (g_file_info_get_file_type (info) == G_FILE_TYPE_DIRECTORY)
        {
          n = check_directory (file, n, counts);
          continue;
        }
      if (!g_str_has_suffix (g_file_info_get_name (info), ".yml") &&
          !g_str_has_suffix (g_file_info_get_name (info), ".yaml") &&
          !g_str_has_suffix (g_file_info_get_name (info), ".json"))
        continue;
      if (g_file_load_contents (file, NULL, &text, &size, NULL, NULL))
        {
          check_file (g_file_info_get_name (info), text, size, N_SITES, counts);
          n++;
        }
    }

  return n;
}

static void
test_every_operation_on_real_files (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("PLR_SHARED_DIR") != NULL ? g_getenv ("PLR_SHARED_DIR") : ".",
                                            "corpus", NULL);
  g_autoptr(GFile) directory = g_file_new_for_path (path);
  Counts counts = { 0 };
  guint n_files, n_good = 0, n_bad = 0;

  if (!g_file_query_exists (directory, NULL))
    {
      g_test_skip ("the corpus of real files is not there (PLR_SHARED_DIR)");
      return;
    }

  n_files = check_directory (directory, 0, &counts);
  g_test_message ("%u files", n_files);
  for (Operation i = 0; i < N_OPERATIONS; i++)
    {
      g_test_message ("%-42s %6u done, %4u declined as shared, %u failed, %u of more than one line", operation_names[i],
                      counts.n_done[i], counts.n_shared[i], counts.n_failed[i],
                      is_one_line[i] ? counts.n_lines_bad[i] : 0);
      n_good += is_one_line[i] ? counts.n_lines_good[i] : 0;
      n_bad += is_one_line[i] ? counts.n_lines_bad[i] : 0;
    }
  for (Operation i = 0; i < N_OPERATIONS; i++)
    {
      g_assert_cmpuint (counts.n_failed[i], ==, 0);
      g_assert_cmpuint (counts.n_done[i], >, 0);
    }
  g_test_message ("%.2f %% of %u scalar changes and added keys are one line", 100.0 * n_good / (n_good + n_bad),
                  n_good + n_bad);
  g_assert_cmpfloat (n_good, >=, 0.995 * (n_good + n_bad));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/text/corpus/every-operation-on-real-files", test_every_operation_on_real_files);

  return g_test_run ();
}
