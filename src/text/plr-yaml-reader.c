/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-yaml-reader"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>
#include <yaml.h>

#include "plr-yaml-private.h"

/* What an alias stands for counts each time, so that whoever follows aliases is bounded as well (“billion laughs”). */
#define MAX_WEIGHT PLR_YAML_MAX_EVENTS

static const PlrYamlExtra no_extra = { .weight = 1 };

typedef struct
{
  PlrYamlNode *node;
  guint        first_pending;
  int          column;          /* of the dash or the first key; -1 in brackets */
  guint64      weight;
} PlrYamlFrame;

typedef struct
{
  PlrYaml       *self;
  yaml_parser_t  parser;
  gsize          base;          /* bytes of the BOM, which the parser does not see */
  gsize          char_index;    /* libyaml counts characters; this pair walks along with it */
  gsize          byte_offset;
  gboolean       is_ascii;
  GPtrArray     *pending;       /* finished children of all open collections */
  GArray        *frames;
  GHashTable    *anchors;
  gsize          document_start;  /* behind the `---`, if there is one */
  guint          n_events;
  PlrYamlPairs  *pairs;         /* what libyaml does not read, or NULL */
} PlrYamlReader;

static const char *
plr_yaml_alloc_string (PlrYaml    *self,
                       const char *string,
                       gsize       length)
{
  char *copy = plr_yaml_alloc (self, length + 1);

  memcpy (copy, string, length);
  copy[length] = '\0';

  return copy;
}

/* Bytes of a mark. Marks come nearly in order, so the walk is short. */
static gsize
plr_yaml_reader_offset (PlrYamlReader     *reader,
                        const yaml_mark_t *mark)
{
  const char *text = reader->self->text;

  if (reader->is_ascii)
    return MIN (reader->base + mark->index, reader->self->size);

  while (reader->char_index < mark->index && reader->byte_offset < reader->self->size)
    {
      reader->byte_offset += g_utf8_skip[(guchar) text[reader->byte_offset]];
      reader->char_index++;
    }
  while (reader->char_index > mark->index)
    {
      reader->byte_offset--;
      if (((guchar) text[reader->byte_offset] & 0xc0) != 0x80)
        reader->char_index--;
    }

  return reader->byte_offset;
}

static PlrYamlFrame *
plr_yaml_reader_top (PlrYamlReader *reader)
{
  return reader->frames->len == 0 ? NULL : &g_array_index (reader->frames, PlrYamlFrame, reader->frames->len - 1);
}

static PlrYamlNode *
plr_yaml_reader_add (PlrYamlReader      *reader,
                     const yaml_event_t *event,
                     PlrYamlKind         kind,
                     const guchar       *anchor,
                     const guchar       *tag)
{
  PlrYaml *self = reader->self;
  PlrYamlNode *node = plr_yaml_alloc (self, sizeof *node);

  memset (node, 0, sizeof *node);
  node->tree = self;
  node->kind = kind;
  node->outer_start = plr_yaml_reader_offset (reader, &event->start_mark);
  node->start = node->outer_start;
  node->end = plr_yaml_reader_offset (reader, &event->end_mark);
  node->extra = (PlrYamlExtra *) &no_extra;
  if (anchor == NULL && tag == NULL && kind != PLR_YAML_ALIAS)
    return node;

  node->extra = plr_yaml_alloc (self, sizeof *node->extra);
  *node->extra = no_extra;
  if (anchor != NULL)
    {
      node->extra->anchor = plr_yaml_alloc_string (self, (const char *) anchor, strlen ((const char *) anchor));
      g_hash_table_replace (reader->anchors, (gpointer) node->extra->anchor, node);
    }
  if (tag != NULL)
    node->extra->tag = plr_yaml_alloc_string (self, (const char *) tag, strlen ((const char *) tag));

  return node;
}

/* A line of a block scalar is content when it reaches beyond the indentation of the scalar, '#' or not. What libyaml calls
 * the end runs over blank lines and comments up to the next token (0.2.5, yaml_parser_scan_block_scalar). */
static void
plr_yaml_reader_end_block_scalar (PlrYamlReader *reader,
                                  PlrYamlNode   *node)
{
  PlrYaml *self = reader->self;
  const PlrYamlFrame *frame = plr_yaml_reader_top (reader);
  int outer = frame != NULL ? frame->column : -1;
  gsize limit = node->end;
  gsize header = MIN (node->start + 1, self->size);
  gsize end, line;
  guint indent = 0, longest = 0;
  gboolean keeps = FALSE;

  for (; self->text[header] == '+' || self->text[header] == '-' || g_ascii_isdigit (self->text[header]); header++)
    if (self->text[header] == '+')
      keeps = TRUE;
    else if (self->text[header] != '-')
      indent = MAX (outer, 0) + (self->text[header] - '0');

  end = header;
  for (line = plr_yaml_next_line (self, header); line < limit; line = plr_yaml_next_line (self, line))
    {
      gsize stop = plr_yaml_line_end (self, line);
      gsize spaces = 0;

      while (line + spaces < stop && self->text[line + spaces] == ' ' && (indent == 0 || spaces < indent))
        spaces++;
      longest = MAX (longest, spaces);
      if (line + spaces < stop && indent == 0)
        indent = MAX (longest, (guint) MAX (outer + 1, 1));

      if (line + spaces == stop)
        end = keeps ? stop : end;
      else if (spaces < indent)
        break;
      else
        end = stop;
    }

  node->end = MIN (end, MAX (limit, header));
  node->block_indent = end > header ? MIN (indent, G_MAXUINT16) : 0;
}

/* Where an empty value would stand if it were written: right after its ':'. */
static void
plr_yaml_reader_place_empty (PlrYamlReader *reader,
                             PlrYamlNode   *node)
{
  PlrYaml *self = reader->self;
  const PlrYamlFrame *frame = plr_yaml_reader_top (reader);
  guint n_before = frame != NULL ? reader->pending->len - frame->first_pending : 0;
  const PlrYamlNode *key;
  gsize colon;

  node->has_indicator = TRUE;
  if (frame == NULL && node->start == node->outer_start)
    node->outer_start = node->start = node->end = reader->document_start;
  if (frame == NULL || frame->node->kind != PLR_YAML_MAPPING || node->start > node->outer_start)
    return;
  if (n_before % 2 == 0)
    {
      node->has_indicator = FALSE;
      return;
    }

  key = reader->pending->pdata[reader->pending->len - 1];
  colon = plr_yaml_skip_blank (self, key->end);
  node->has_indicator = self->text[colon] == ':';
  node->outer_start = node->start = node->end = node->has_indicator ? colon + 1 : key->end;
}

static PlrYamlNode *
plr_yaml_reader_scalar (PlrYamlReader      *reader,
                        const yaml_event_t *event)
{
  static const guint8 styles[] = {
    PLR_YAML_PLAIN, PLR_YAML_PLAIN, PLR_YAML_SINGLE_QUOTED, PLR_YAML_DOUBLE_QUOTED, PLR_YAML_LITERAL, PLR_YAML_FOLDED,
  };
  PlrYamlNode *node = plr_yaml_reader_add (reader, event, PLR_YAML_SCALAR,
                                           event->data.scalar.anchor, event->data.scalar.tag);
  g_autofree char *decoded = NULL;
  gsize length = event->data.scalar.length;

  node->style = styles[event->data.scalar.style];
  if (reader->pairs != NULL)
    decoded = plr_yaml_pairs_dup_value (reader->pairs, (const char *) event->data.scalar.value, &length, node->start, node->end,
                                        node->style == PLR_YAML_DOUBLE_QUOTED);
  node->value = plr_yaml_alloc_string (reader->self, decoded != NULL ? decoded : (const char *) event->data.scalar.value, length);
  node->length = length;
  if (node->extra != &no_extra)
    {
      gsize start = plr_yaml_skip_properties (reader->self, node->outer_start);
      gsize content = plr_yaml_skip_blank (reader->self, start);

      /* Properties of an empty value: nothing is behind them that belongs to it. */
      node->start = content < node->end ? content : MIN (start, node->end);
    }

  if (node->style == PLR_YAML_LITERAL || node->style == PLR_YAML_FOLDED)
    plr_yaml_reader_end_block_scalar (reader, node);
  else if (node->start == node->end && node->style == PLR_YAML_PLAIN)
    plr_yaml_reader_place_empty (reader, node);

  return node;
}

static PlrYamlNode *
plr_yaml_reader_alias (PlrYamlReader      *reader,
                       const yaml_event_t *event,
                       GError            **error)
{
  const char *name = (const char *) event->data.alias.anchor;
  PlrYamlNode *node = plr_yaml_reader_add (reader, event, PLR_YAML_ALIAS, NULL, NULL);

  node->value = plr_yaml_alloc_string (reader->self, name, strlen (name));
  node->length = strlen (name);
  node->extra->target = g_hash_table_lookup (reader->anchors, name);
  if (node->extra->target == NULL)
    {
      plr_yaml_set_error (error, reader->self, PLR_YAML_ERROR_SYNTAX, node->start,
                          _("no anchor “&%s” stands before this alias"), name);
      return NULL;
    }
  for (guint i = 0; i < reader->frames->len; i++)
    if (g_array_index (reader->frames, PlrYamlFrame, i).node == node->extra->target)
      {
        plr_yaml_set_error (error, reader->self, PLR_YAML_ERROR_LIMIT, node->start,
                            _("the alias “*%s” refers to what it is itself a part of"), name);
        return NULL;
      }

  node->extra->target->extra->n_aliases++;
  node->extra->weight = node->extra->target->extra->weight;

  return node;
}

static PlrYamlNode *
plr_yaml_reader_open (PlrYamlReader      *reader,
                      const yaml_event_t *event,
                      GError            **error)
{
  PlrYaml *self = reader->self;
  gboolean is_map = event->type == YAML_MAPPING_START_EVENT;
  gboolean is_flow = is_map ? event->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE
                            : event->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE;
  PlrYamlFrame frame = { .first_pending = reader->pending->len, .column = -1, .weight = 1 };
  PlrYamlNode *node;

  node = plr_yaml_reader_add (reader, event, is_map ? PLR_YAML_MAPPING : PLR_YAML_SEQUENCE,
                              is_map ? event->data.mapping_start.anchor : event->data.sequence_start.anchor,
                              is_map ? event->data.mapping_start.tag : event->data.sequence_start.tag);
  node->style = is_flow ? PLR_YAML_FLOW : PLR_YAML_BLOCK;

  /* The end mark is that of the token: a bracket, the dash of a sequence that is not indented, or of no width. */
  if (is_flow && (node->end == node->start || (self->text[node->end - 1] != '{' && self->text[node->end - 1] != '[')))
    node->is_braceless = TRUE;
  else if (is_flow)
    node->start = node->end - 1;
  else if (!is_map && node->end > 0 && self->text[node->end - 1] == '-')
    node->start = node->end - 1;
  else
    node->start = node->end;

  if (!is_flow)
    frame.column = event->end_mark.column - (node->end - node->start);
  if (reader->frames->len >= PLR_YAML_MAX_DEPTH)
    {
      plr_yaml_set_error (error, self, PLR_YAML_ERROR_LIMIT, node->start,
                          _("nested deeper than %d levels"), PLR_YAML_MAX_DEPTH);
      return NULL;
    }
  frame.node = node;
  g_array_append_val (reader->frames, frame);

  return node;
}

/* A finished node becomes a child of the innermost open collection. */
static gboolean
plr_yaml_reader_attach (PlrYamlReader *reader,
                        PlrYamlNode   *node,
                        guint64        weight,
                        GError       **error)
{
  PlrYamlFrame *frame = plr_yaml_reader_top (reader);

  if (frame == NULL)
    {
      node->index = reader->self->roots->len;
      g_ptr_array_add (reader->self->roots, node);
      return TRUE;
    }

  g_ptr_array_add (reader->pending, node);
  frame->weight += weight;
  if (frame->weight > MAX_WEIGHT)
    {
      plr_yaml_set_error (error, reader->self, PLR_YAML_ERROR_LIMIT, node->start,
                          _("aliases stand for more than %d values"), MAX_WEIGHT);
      return FALSE;
    }

  return TRUE;
}

static gboolean
plr_yaml_reader_close (PlrYamlReader      *reader,
                       const yaml_event_t *event,
                       GError            **error)
{
  PlrYamlFrame frame = *plr_yaml_reader_top (reader);
  PlrYamlNode *node = frame.node;
  guint n = reader->pending->len - frame.first_pending;

  node->n_children = n;
  if (node->extra != &no_extra)
    node->extra->weight = MIN (frame.weight, G_MAXUINT32);
  node->children = plr_yaml_alloc (reader->self, n * sizeof (PlrYamlNode *));
  for (guint i = 0; i < n; i++)
    {
      node->children[i] = reader->pending->pdata[frame.first_pending + i];
      node->children[i]->parent = node;
      node->children[i]->index = i;
    }

  if (node->style == PLR_YAML_FLOW && !node->is_braceless)
    node->end = plr_yaml_reader_offset (reader, &event->end_mark);
  else if (n > 0)
    node->end = node->children[n - 1]->end;

  g_ptr_array_set_size (reader->pending, frame.first_pending);
  g_array_set_size (reader->frames, reader->frames->len - 1);

  return plr_yaml_reader_attach (reader, node, frame.weight, error);
}

static gboolean
plr_yaml_reader_take (PlrYamlReader      *reader,
                      const yaml_event_t *event,
                      GError            **error)
{
  PlrYamlNode *node;

  if (++reader->n_events > PLR_YAML_MAX_EVENTS)
    {
      plr_yaml_set_error (error, reader->self, PLR_YAML_ERROR_LIMIT, plr_yaml_reader_offset (reader, &event->start_mark),
                          _("more than %d values and keys"), PLR_YAML_MAX_EVENTS);
      return FALSE;
    }

  switch ((int) event->type)
    {
    case YAML_DOCUMENT_START_EVENT:
      g_hash_table_remove_all (reader->anchors);
      reader->document_start = plr_yaml_reader_offset (reader, &event->end_mark);
      return TRUE;

    case YAML_SCALAR_EVENT:
      return plr_yaml_reader_attach (reader, plr_yaml_reader_scalar (reader, event), 1, error);

    case YAML_ALIAS_EVENT:
      node = plr_yaml_reader_alias (reader, event, error);
      return node != NULL && plr_yaml_reader_attach (reader, node, node->extra->weight, error);

    case YAML_SEQUENCE_START_EVENT:
    case YAML_MAPPING_START_EVENT:
      return plr_yaml_reader_open (reader, event, error) != NULL;

    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
      return plr_yaml_reader_close (reader, event, error);

    default:
      return TRUE;
    }
}

static void
plr_yaml_reader_fail (PlrYamlReader *reader,
                      GError       **error)
{
  const yaml_parser_t *parser = &reader->parser;
  gsize offset;

  if (parser->error == YAML_READER_ERROR)
    {
      plr_yaml_set_error (error, reader->self, PLR_YAML_ERROR_ENCODING, reader->base + parser->problem_offset,
                          _("a character U+%04X, which YAML does not allow in a text"), (guint) parser->problem_value);
      return;
    }

  offset = plr_yaml_reader_offset (reader, &parser->problem_mark);
  if (parser->context != NULL)
    plr_yaml_set_error (error, reader->self, PLR_YAML_ERROR_SYNTAX, offset,
                        "%s, %s", parser->problem != NULL ? parser->problem : "", parser->context);
  else
    plr_yaml_set_error (error, reader->self, PLR_YAML_ERROR_SYNTAX, offset,
                        "%s", parser->problem != NULL ? parser->problem : "");
}

static gboolean
plr_yaml_reader_run (PlrYamlReader *reader,
                     GError       **error)
{
  gboolean is_done = FALSE;
  gboolean is_good = TRUE;

  while (is_good && !is_done)
    {
      yaml_event_t event;

      if (!yaml_parser_parse (&reader->parser, &event))
        {
          plr_yaml_reader_fail (reader, error);
          return FALSE;
        }
      is_done = event.type == YAML_STREAM_END_EVENT;
      is_good = plr_yaml_reader_take (reader, &event, error);
      yaml_event_delete (&event);
    }

  return is_good;
}

/* libyaml 0.2.5 reads all directives of a document before its first event and compares each %TAG with all others. */
static gboolean
plr_yaml_check_directives (PlrYaml *self,
                           GError **error)
{
  guint n = 0;

  for (guint i = 0; i < self->n_lines; i++)
    {
      const char *p = self->text + self->lines[i];

      if (*p == '%')
        n++;
      else if (*p != '#' && *p != '\n' && *p != '\r' && *p != ' ')
        n = 0;
      if (n > PLR_YAML_MAX_DIRECTIVES)
        {
          plr_yaml_set_error (error, self, PLR_YAML_ERROR_LIMIT, self->lines[i],
                              _("more than %d directives"), PLR_YAML_MAX_DIRECTIVES);
          return FALSE;
        }
    }

  return TRUE;
}

static gboolean
plr_yaml_check_encoding (PlrYaml  *self,
                         gboolean *is_ascii,
                         GError  **error)
{
  const char *nul = memchr (self->text, '\0', self->size);
  const char *bad = NULL;
  guint64 word, bits = 0;
  gsize i = 0;

  if (self->size >= 2 && (memcmp (self->text, "\xff\xfe", 2) == 0 || memcmp (self->text, "\xfe\xff", 2) == 0))
    {
      plr_yaml_set_error (error, self, PLR_YAML_ERROR_ENCODING, 0,
                          _("the text is UTF-16; save it as UTF-8 and open it again"));
      return FALSE;
    }
  if (nul != NULL)
    {
      plr_yaml_set_error (error, self, PLR_YAML_ERROR_ENCODING, nul - self->text,
                          _("a NUL byte; this is no text file"));
      return FALSE;
    }

  for (; i + sizeof word <= self->size; i += sizeof word)
    {
      memcpy (&word, self->text + i, sizeof word);
      bits |= word;
    }
  for (; i < self->size; i++)
    bits |= (guchar) self->text[i];
  *is_ascii = (bits & G_GUINT64_CONSTANT (0x8080808080808080)) == 0;
  if (!*is_ascii && !g_utf8_validate (self->text, self->size, &bad))
    {
      plr_yaml_set_error (error, self, PLR_YAML_ERROR_ENCODING, bad - self->text,
                          _("a byte 0x%02X that is not UTF-8"), (guchar) *bad);
      return FALSE;
    }

  return TRUE;
}

/**
 * plr_yaml_read:
 * @self: a text without nodes
 * @error: of %PLR_YAML_ERROR
 *
 * Makes the nodes of a text from the events of libyaml.
 *
 * Returns: %FALSE when it is no YAML, or more of it than any honest text has
 */
gboolean
plr_yaml_read (PlrYaml *self,
               GError **error)
{
  PlrYamlReader reader = { .self = self };
  g_autofree char *masked = NULL;
  gboolean is_good;

  if (self->size > PLR_YAML_MAX_BYTES)
    {
      plr_yaml_set_error (error, self, PLR_YAML_ERROR_LIMIT, 0,
                          _("longer than %d bytes"), PLR_YAML_MAX_BYTES);
      return FALSE;
    }
  if (!plr_yaml_check_encoding (self, &reader.is_ascii, error) || !plr_yaml_check_directives (self, error))
    return FALSE;

  reader.base = self->lines[0];
  reader.byte_offset = reader.base;
  reader.pending = g_ptr_array_new ();
  reader.frames = g_array_new (FALSE, FALSE, sizeof (PlrYamlFrame));
  reader.anchors = g_hash_table_new (g_str_hash, g_str_equal);
  yaml_parser_initialize (&reader.parser);
  yaml_parser_set_encoding (&reader.parser, YAML_UTF8_ENCODING);
  reader.pairs = plr_yaml_pairs_new (self->text, self->size);
  if (reader.pairs != NULL)
    masked = plr_yaml_pairs_dup_masked (reader.pairs, self->size);
  yaml_parser_set_input_string (&reader.parser, (const guchar *) (masked != NULL ? masked : self->text) + reader.base,
                                self->size - reader.base);

  is_good = plr_yaml_reader_run (&reader, error);

  yaml_parser_delete (&reader.parser);
  g_clear_pointer (&reader.pairs, plr_yaml_pairs_free);
  g_hash_table_unref (reader.anchors);
  g_array_unref (reader.frames);
  g_ptr_array_unref (reader.pending);

  return is_good;
}
