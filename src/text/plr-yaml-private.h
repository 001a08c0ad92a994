/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-patch.h"
#include "plr-yaml.h"
#include "plr-yaml-value.h"

G_BEGIN_DECLS

/* What few nodes have. */
typedef struct
{
  const char  *anchor;
  const char  *tag;
  PlrYamlNode *target;          /* of an alias */
  guint32      n_aliases;       /* that refer to this node */
  guint32      weight;          /* nodes when all aliases are written out */
} PlrYamlExtra;

/* 16 MiB of text make up to two million of these, so they are kept to 64 bytes. */
struct _PlrYamlNode
{
  PlrYaml      *tree;
  PlrYamlNode  *parent;
  union
  {
    PlrYamlNode **children;     /* items, or keys and values in turn */
    const char   *value;        /* of a scalar decoded, of an alias the name */
  };
  PlrYamlExtra *extra;          /* never NULL, but shared by all nodes that have none */
  guint32       outer_start;    /* with anchor and tag */
  guint32       start;
  guint32       end;
  guint32       length;         /* of the value */
  guint32       n_children;
  guint32       index;          /* among the children of the parent; of a root its document */
  guint16       block_indent;   /* of the content of a block scalar; 0 if it has none */
  guint16       kind : 3;
  guint16       style : 4;
  guint16       is_braceless : 1;   /* a pair in a flow sequence: [a: b] */
  guint16       has_indicator : 1;  /* a ':' or '-' stands before this empty value */
};

G_STATIC_ASSERT (GLIB_SIZEOF_VOID_P != 8 || sizeof (struct _PlrYamlNode) == 64);

struct _PlrYaml
{
  char       *text;
  gsize       size;
  guint32    *lines;            /* where each begins */
  guint       n_lines;
  gboolean    has_odd_breaks;   /* U+0085, U+2028 or U+2029, which are line breaks for YAML 1.1 and for libyaml */
  GPtrArray  *roots;
  GPtrArray  *blocks;           /* memory of the nodes */
  char       *free_memory;
  gsize       free_bytes;
  GMutex      lock;             /* guards key_tables, the one thing that changes */
  GHashTable *key_tables;
};

typedef struct
{
  gsize offset;
  guint line;
  guint column;
} PlrYamlErrorPrivate;

typedef struct _PlrYamlPairs PlrYamlPairs;

PlrYamlPairs *plr_yaml_pairs_new        (const char *text,
                                         gsize       size);
void          plr_yaml_pairs_free       (PlrYamlPairs *self);
char         *plr_yaml_pairs_dup_masked (PlrYamlPairs *self,
                                         gsize         size);
char         *plr_yaml_pairs_dup_value  (PlrYamlPairs *self,
                                         const char   *value,
                                         gsize        *length,
                                         gsize         start,
                                         gsize         end,
                                         gboolean      is_quoted);

gboolean  plr_yaml_read       (PlrYaml *self,
                               GError **error);
gpointer  plr_yaml_alloc      (PlrYaml *self,
                               gsize    size_bytes);
void      plr_yaml_set_error  (GError     **error,
                               PlrYaml     *self,
                               PlrYamlError code,
                               gsize        offset,
                               const char  *format,
                               ...) G_GNUC_PRINTF (5, 6);

/* Walking over text that is known to be YAML between two nodes. */
gsize     plr_yaml_line_start (PlrYaml *self,
                               gsize    offset);
gsize     plr_yaml_line_end   (PlrYaml *self,
                               gsize    offset);
gsize     plr_yaml_next_line  (PlrYaml *self,
                               gsize    offset);
guint     plr_yaml_odd_break  (const char *text);
gsize     plr_yaml_skip_blank (PlrYaml *self,
                               gsize    offset);
gsize     plr_yaml_skip_properties (PlrYaml *self,
                                    gsize    offset);

void        plr_yaml_append_path_step    (GString    *path,
                                          const char *key);
PlrYamlType plr_yaml_scalar_guess_type  (const char *text);
gboolean    plr_yaml_scalar_is_ambiguous (const char *text);

G_END_DECLS
