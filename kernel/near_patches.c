/* The numbers of the patches near a point in NetLogo's order; twins in netlogo/runtime/space/nearby.py. */
#include "kernel.h"
#include <math.h>

typedef struct {
    Py_ssize_t width, height;
    int wrap_x, wrap_y;
} Shape;

static const int ring[8][2] = { /* columns to the right and rows down */
    {0, -1}, {1, 0}, {0, 1}, {-1, 0}, {1, -1}, {1, 1}, {-1, 1}, {-1, -1}};
static const int outer_ring[16][2] = {{0, -2}, {2, 0},   {0, 2},  {-2, 0}, {1, -2},  {2, -2}, {2, -1}, {2, 1},
                                      {2, 2},  {1, 2},   {-1, 2}, {-2, 2}, {-2, 1}, {-2, -1}, {-2, -2}, {-1, -2}};
static const int compass[8][2] = {{0, -1}, {1, -1}, {1, 0}, {1, 1}, {0, 1}, {-1, 1}, {-1, 0}, {-1, -1}};

/* The patch that many columns and rows away; -1: beyond an edge. */
static Py_ssize_t stepped(const Shape *shape, Py_ssize_t number, const int step[2])
{
    Py_ssize_t c = number % shape->width + step[0], r = number / shape->width + step[1];
    if ((!shape->wrap_x && (c < 0 || c >= shape->width)) || (!shape->wrap_y && (r < 0 || r >= shape->height)))
        return -1;
    c = (c % shape->width + shape->width) % shape->width;
    r = (r % shape->height + shape->height) % shape->height;
    return r * shape->width + c;
}

static Py_ssize_t add_new(Py_ssize_t *found, Py_ssize_t count, Py_ssize_t number)
{
    if (number < 0)
        return count;
    for (Py_ssize_t i = 0; i < count; i++)
        if (found[i] == number)
            return count;
    found[count] = number;
    return count + 1;
}

static Py_ssize_t first_ring(const Shape *shape, Py_ssize_t here, Py_ssize_t *found)
{
    Py_ssize_t count = add_new(found, 0, here);
    for (int i = 0; i < 8; i++)
        count = add_new(found, count, stepped(shape, here, ring[i]));
    return count;
}

static Py_ssize_t two_rings(const Shape *shape, Py_ssize_t here, Py_ssize_t *found)
{
    Py_ssize_t c = here % shape->width, r = here / shape->width, count = first_ring(shape, here, found);
    int whole_x = shape->wrap_x ? shape->width >= 5 : c >= 2 && c < shape->width - 2;
    int whole_y = shape->wrap_y ? shape->height >= 5 : r >= 2 && r < shape->height - 2;
    if (whole_x && whole_y) {
        for (int i = 0; i < 16; i++)
            found[count++] = stepped(shape, here, outer_ring[i]);
        return count;
    }
    Py_ssize_t inner[9], size = count; /* the patches around those of the first ring, one after the other */
    for (Py_ssize_t i = 0; i < size; i++)
        inner[i] = found[i];
    count = 0;
    for (Py_ssize_t i = 0; i < size; i++) {
        count = add_new(found, count, inner[i]);
        for (int j = 0; j < 8; j++)
            count = add_new(found, count, stepped(shape, inner[i], compass[j]));
    }
    return count;
}

typedef struct {
    Py_ssize_t start, end;
} Span;

/* The rows or columns within `reach` of the middle one, as one range or two; how many. */
static int spans(Py_ssize_t middle, Py_ssize_t reach, Py_ssize_t size, int wraps, Span *found)
{
    int low_inside = middle - reach >= 0, high_inside = middle + reach <= size - 1;
    if (low_inside == high_inside) {
        found[0] = low_inside ? (Span){middle - reach, middle + reach + 1} : (Span){0, size};
        return 1;
    }
    if (!wraps) {
        found[0] = low_inside ? (Span){middle - reach, size} : (Span){0, middle + reach + 1};
        return 1;
    }
    Py_ssize_t end = middle + reach + 1 - (low_inside ? size : 0);
    Py_ssize_t start = middle - reach + (low_inside ? 0 : size);
    found[0] = (Span){0, end};
    found[1] = (Span){start > end ? start : end, size};
    return 2;
}

static Py_ssize_t square(const Shape *shape, Py_ssize_t here, double radius, Py_ssize_t **found)
{
    Py_ssize_t reach = (Py_ssize_t)radius + 1, count = 0, room = 0;
    Span rows[2], columns[2];
    int row_spans = spans(here / shape->width, reach, shape->height, shape->wrap_y, rows);
    int column_spans = spans(here % shape->width, reach, shape->width, shape->wrap_x, columns);
    for (int i = 0; i < row_spans; i++)
        for (int j = 0; j < column_spans; j++)
            if (rows[i].end > rows[i].start && columns[j].end > columns[j].start)
                room += (rows[i].end - rows[i].start) * (columns[j].end - columns[j].start);
    *found = PyMem_New(Py_ssize_t, room + 1);
    if (*found == NULL)
        return -1;
    for (int i = 0; i < row_spans; i++)
        for (Py_ssize_t r = rows[i].start; r < rows[i].end; r++)
            for (int j = 0; j < column_spans; j++)
                for (Py_ssize_t c = columns[j].start; c < columns[j].end; c++)
                    (*found)[count++] = r * shape->width + c;
    return count;
}

/* How many patches may lie within the radius of a patch; `found` has their numbers, to be freed. -1: not known. */
Py_ssize_t patches_near(PyObject *topology, Py_ssize_t here, double radius, Py_ssize_t **found)
{
    Shape shape = {(Py_ssize_t)shape_of(topology, layout.width), (Py_ssize_t)shape_of(topology, layout.height),
                   SLOT(topology, layout.wrap_x) == Py_True, SLOT(topology, layout.wrap_y) == Py_True};
    if (!(radius >= 0 && radius < 1e9))
        return -1;
    if (radius > 2)
        return square(&shape, here, radius, found);
    *found = PyMem_New(Py_ssize_t, 81);
    if (*found == NULL)
        return -1;
    return 0 < radius && radius <= 1 ? first_ring(&shape, here, *found) : two_rings(&shape, here, *found);
}
