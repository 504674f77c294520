/* `in-radius` and `in-cone`; twins in netlogo/runtime/space/nearby.py and cone.py.
 *
 * Turtles are looked for on the patches around, or one by one where they are fewer than those patches; the order is the
 * same, that of the patches and on each that in which they came.
 */
#include "kernel.h"
#include <math.h>
#include <stdlib.h>

#define DIAGONAL 1.415 /* as in nearby.py */

/* Where an agent looks, and what it sees. */
typedef struct {
    PyObject *topology, *grid, *source;
    double x, y, radius, width, height;
    int wrap_x, wrap_y;
    Py_ssize_t here;               /* number of the patch in the middle */
    int is_cone;
    double heading, half;
    double (*shifts)[2];           /* of the copies of the world that the cone reaches */
    Py_ssize_t shift_count;
} Look;

static double shorter(double d, double size, int wraps)
{
    double around = fabs(size - d);
    return wraps && around < d ? around : d;
}

static int cone_holds(const Look *look, double x, double y)
{
    for (Py_ssize_t i = 0; i < look->shift_count; i++) {
        double px = x + look->shifts[i][0], py = y + look->shifts[i][1];
        if (px == look->x && py == look->y)
            return 1;
        double dx = px - look->x, dy = py - look->y;
        if (sqrt(dx * dx + dy * dy) > look->radius)
            continue;
        double turn = fabs(heading_of(dx, dy, look->wrap_x || look->wrap_y) - look->heading);
        if (turn <= look->half || 360 - turn <= look->half)
            return 1;
    }
    return 0;
}

static int sees(const Look *look, double x, double y)
{
    if (look->is_cone)
        return cone_holds(look, x, y);
    double dx = shorter(fabs(look->x - x), look->width, look->wrap_x);
    double dy = shorter(fabs(look->y - y), look->height, look->wrap_y);
    return sqrt(dx * dx + dy * dy) <= look->radius;
}

/* Between the middles of two patches, along one axis. */
static double columns_apart(double d, double size, int wraps)
{
    d = fabs(d);
    return wraps && d > floor(size / 2) ? size - d : d;
}

/* How far the middle of a patch is from that of the patch in the middle. */
static double patch_apart(const Look *look, Py_ssize_t number)
{
    Py_ssize_t width = (Py_ssize_t)look->width;
    double dx = columns_apart((double)(number % width - look->here % width), look->width, look->is_cone || look->wrap_x);
    double dy = columns_apart((double)(number / width - look->here / width), look->height, look->is_cone || look->wrap_y);
    return sqrt(dx * dx + dy * dy);
}

/* -- turtles */

static int belongs(const Look *look, PyObject *turtle, PyObject *everybody)
{
    if (look->source == everybody)
        return 1;
    if (Py_IS_TYPE(look->source, layout.tree_set))
        return SLOT(turtle, layout.turtle_breed) == look->source;
    return set_has(look->source, turtle);
}

/* Those on one patch; -1 with or without an error set: not known. */
static int add_standing(const Look *look, Py_ssize_t number, PyObject *everybody, PyObject *found)
{
    PyObject *patch = PyList_GET_ITEM(look->grid, number), *standing = SLOT(patch, layout.patch_turtles);
    if (PyList_CheckExact(standing) && PyList_GET_SIZE(standing) == 0)
        return 0;
    double apart = patch_apart(look, number);
    if (apart > look->radius + DIAGONAL)
        return 0;
    int sure = !look->is_cone && apart <= look->radius - DIAGONAL, failed = 0;
    standing = turtles_on_patch(patch);
    if (standing == NULL)
        return -1;
    for (Py_ssize_t i = 0; failed == 0 && i < PyList_GET_SIZE(standing); i++) {
        PyObject *turtle = PyList_GET_ITEM(standing, i);
        double x, y;
        int mine = belongs(look, turtle, everybody);
        if (mine < 0 || !place_of(turtle, &x, &y))
            failed = -1;
        else if (mine && (sure || sees(look, x, y)))
            failed = PyList_Append(found, turtle);
    }
    Py_DECREF(standing);
    return failed;
}

static PyObject *turtles_on_near(const Look *look, const Py_ssize_t *numbers, Py_ssize_t count, PyObject *everybody)
{
    PyObject *found = PyList_New(0);
    for (Py_ssize_t i = 0; found != NULL && i < count; i++)
        if (add_standing(look, numbers[i], everybody, found) < 0)
            Py_CLEAR(found);
    return found;
}

typedef struct {
    PyObject *turtle, *patch;
    long number; /* of the patch */
} Found;

static int by_patch(const void *one, const void *two)
{
    long a = ((const Found *)one)->number, b = ((const Found *)two)->number;
    return (a > b) - (a < b);
}

/* The turtles of a group that stand on one patch, in the order in which they came there. */
static int add_group(PyObject *list, Found *group, Py_ssize_t size)
{
    if (size == 1)
        return PyList_Append(list, group->turtle);
    PyObject *standing = turtles_on_patch(group->patch);
    int failed = standing == NULL;
    for (Py_ssize_t i = 0; !failed && i < PyList_GET_SIZE(standing); i++)
        for (Py_ssize_t j = 0; j < size; j++)
            if (group[j].turtle == PyList_GET_ITEM(standing, i)) {
                failed = PyList_Append(list, group[j].turtle) < 0;
                break;
            }
    Py_XDECREF(standing);
    return failed ? -1 : 0;
}

static PyObject *in_order(Found *found, Py_ssize_t size)
{
    qsort(found, size, sizeof *found, by_patch);
    PyObject *list = PyList_New(0);
    for (Py_ssize_t start = 0, end; list != NULL && start < size; start = end) {
        for (end = start + 1; end < size && found[end].number == found[start].number; end++)
            ;
        if (add_group(list, found + start, end - start) < 0)
            Py_CLEAR(list);
    }
    return list;
}

/* The turtles seen, each looked at. */
static PyObject *turtles_one_by_one(const Look *look, PyObject *agents)
{
    Found *found = PyMem_New(Found, PyList_GET_SIZE(agents) + 1);
    Py_ssize_t count = 0;
    for (Py_ssize_t i = 0; found != NULL && i < PyList_GET_SIZE(agents); i++) {
        PyObject *turtle = PyList_GET_ITEM(agents, i);
        double x, y;
        if (!IS_TURTLE(turtle) || !place_of(turtle, &x, &y)) {
            PyMem_Free(found);
            return NULL;
        }
        if (!sees(look, x, y))
            continue;
        PyObject *patch = SLOT(turtle, layout.turtle_patch);
        found[count] = (Found){turtle, patch, PyLong_AsLong(SLOT(patch, layout.patch_id))};
        count++;
    }
    PyObject *list = found == NULL ? NULL : in_order(found, count);
    PyMem_Free(found);
    return list;
}

static PyObject *turtles_seen(Quick *quick, const Look *look)
{
    PyObject *agents = agents_of(look->source), *everybody = world_set(quick->world, "turtles");
    if (agents == NULL || everybody == NULL)
        return NULL;
    double side = 2 * floor(look->radius) + 3, places = fmin(side, look->width) * fmin(side, look->height);
    double each = look->is_cone ? 4 : 2; /* what a look at a turtle costs, in looks at a patch */
    int in_array = Py_IS_TYPE(look->source, layout.array_set);
    if (look->radius > 2 && (PyList_GET_SIZE(agents) * each <= places || (in_array && !set_was_asked(look->source))))
        return turtles_one_by_one(look, agents);
    Py_ssize_t *numbers = NULL, count = patches_near(look->topology, look->here, look->radius, &numbers);
    PyObject *found = count < 0 ? NULL : turtles_on_near(look, numbers, count, everybody);
    PyMem_Free(numbers);
    return found;
}

/* -- patches */

static PyObject *patches_seen(Quick *quick, const Look *look)
{
    PyObject *all = world_set(quick->world, "patches");
    if (all == NULL)
        return NULL;
    Py_ssize_t *numbers = NULL, count = patches_near(look->topology, look->here, look->radius, &numbers);
    PyObject *found = count < 0 ? NULL : PyList_New(0);
    for (Py_ssize_t i = 0; found != NULL && i < count; i++) {
        PyObject *patch = PyList_GET_ITEM(look->grid, numbers[i]);
        double x, y;
        int mine = look->source == all ? 1 : set_has(look->source, patch);
        if (mine < 0 || !place_of(patch, &x, &y) || (mine && sees(look, x, y) && PyList_Append(found, patch) < 0))
            Py_CLEAR(found);
    }
    PyMem_Free(numbers);
    return found;
}

/* -- looking */

/* 0 where something is not as expected. */
static int begin(Quick *quick, Look *look, PyObject *agent, PyObject *source, PyObject *radius)
{
    PyObject *patch = IS_PATCH(agent) ? agent : IS_TURTLE(agent) ? SLOT(agent, layout.turtle_patch) : NULL;
    if (patch == NULL || !place_of(agent, &look->x, &look->y) || !PyFloat_CheckExact(radius))
        return 0;
    look->topology = world_topology(quick->world);
    if (look->topology == NULL)
        return 0;
    look->grid = SLOT(look->topology, layout.grid);
    look->here = PyLong_AsSsize_t(SLOT(patch, layout.patch_id));
    if (look->here < 0 || look->here >= PyList_GET_SIZE(look->grid) || PyList_GET_ITEM(look->grid, look->here) != patch)
        return 0;
    look->source = source;
    look->radius = PyFloat_AS_DOUBLE(radius);
    look->width = shape_of(look->topology, layout.width);
    look->height = shape_of(look->topology, layout.height);
    look->wrap_x = SLOT(look->topology, layout.wrap_x) == Py_True;
    look->wrap_y = SLOT(look->topology, layout.wrap_y) == Py_True;
    return look->radius >= 0 && look->radius < 1e6;
}

static PyObject *seen(Quick *quick, const Look *look)
{
    PyObject *source = look->source;
    if (PyObject_TypeCheck(source, layout.patch_set))
        return new_patch_set(patches_seen(quick, look));
    if ((Py_IS_TYPE(source, layout.tree_set) || Py_IS_TYPE(source, layout.array_set)) &&
        PyUnicode_Check(SLOT(source, layout.set_kind)) &&
        PyUnicode_Compare(SLOT(source, layout.set_kind), layout.turtle_word) == 0)
        return new_turtle_set(turtles_seen(quick, look));
    return NULL;
}

PyObject *in_radius(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    Look look = {0};
    if (given != 3 || !begin(quick, &look, args[0], args[1], args[2]))
        return NULL;
    return seen(quick, &look);
}

/* Whether the cone may reach the copy of the world that many worlds away. */
static int reaches(const Look *look, double i, double j, double loose)
{
    double min_x = shape_of(look->topology, layout.min_x), max_y = shape_of(look->topology, layout.max_y);
    double max_x = min_x + look->width - 1, min_y = max_y - look->height + 1;
    double x = i ? (i < 0 ? max_x : min_x) + i * look->width : look->x;
    double y = j ? (j < 0 ? max_y : min_y) + j * look->height : look->y;
    double dx = look->x - x, dy = look->y - y;
    return sqrt(dx * dx + dy * dy) <= loose;
}

static int find_shifts(Look *look)
{
    int across = look->wrap_x ? (int)ceil(look->radius / look->width) : 0;
    int along = look->wrap_y ? (int)ceil(look->radius / look->height) : 0;
    double loose = ceil(look->radius) + 1;
    look->shifts = PyMem_Malloc(sizeof *look->shifts * (2 * across + 1) * (2 * along + 1));
    for (int i = -across; look->shifts != NULL && i <= across; i++)
        for (int j = -along; j <= along; j++)
            if (reaches(look, i, j, loose)) {
                look->shifts[look->shift_count][0] = i * look->width;
                look->shifts[look->shift_count++][1] = j * look->height;
            }
    return look->shifts != NULL;
}

PyObject *in_cone(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    Look look = {.is_cone = 1};
    if (given != 4 || !IS_TURTLE(args[0]) || !PyFloat_CheckExact(args[3]) || !begin(quick, &look, args[0], args[1], args[2]))
        return NULL;
    PyObject *heading = SLOT(args[0], layout.turtle_heading);
    double angle = PyFloat_AS_DOUBLE(args[3]);
    if (!(angle >= 0 && angle <= 360) || heading == NULL || !PyFloat_CheckExact(heading) || !find_shifts(&look))
        return NULL;
    look.heading = PyFloat_AS_DOUBLE(heading);
    look.half = angle / 2;
    PyObject *set = seen(quick, &look);
    PyMem_Free(look.shifts);
    return set;
}
