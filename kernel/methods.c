/* Methods of turtles and patches; twins in netlogo/runtime/agents/turtles.py, places.py, patches.py and turtle_links.py. */
#include "kernel.h"
#include <math.h>
#include <string.h>

/* The patch under a turtle, or the patch itself; borrowed, NULL where it is neither. */
static PyObject *ground(PyObject *agent)
{
    if (IS_PATCH(agent))
        return agent;
    PyObject *patch = IS_TURTLE(agent) ? SLOT(agent, layout.turtle_patch) : NULL;
    return patch != NULL && IS_PATCH(patch) ? patch : NULL;
}

static PyObject *around(Quick *quick, PyObject *agent, Py_ssize_t given, int count)
{
    PyObject *patch = given == 1 ? ground(agent) : NULL;
    PyObject *shape = patch == NULL ? NULL : world_topology(quick->world);
    return shape == NULL ? NULL : patches_around(shape, patch, count);
}

static PyObject *neighbors(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    return around(quick, args[0], given, 8);
}

static PyObject *neighbors4(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    return around(quick, args[0], given, 4);
}

/* The patch under a living turtle, or the patch itself; borrowed, NULL where it is neither. */
PyObject *patch_under(PyObject *agent)
{
    return IS_TURTLE(agent) && agent_is_dead(agent) != 0 ? NULL : ground(agent);
}

/* The turtles on a patch, all or those of a breed, as a list of its own; new, NULL: not known, or an error set. */
PyObject *standing_on(PyObject *patch, PyObject *breed)
{
    PyObject *turtles = SLOT(patch, layout.patch_turtles);
    if (!PyList_CheckExact(turtles))
        return breed == NULL ? turtles_on_patch(patch) : NULL;
    if (breed == NULL)
        return PyList_GetSlice(turtles, 0, PyList_GET_SIZE(turtles));
    PyObject *found = PyList_New(0);
    for (Py_ssize_t i = 0; found != NULL && i < PyList_GET_SIZE(turtles); i++) {
        PyObject *turtle = PyList_GET_ITEM(turtles, i);
        if (SLOT(turtle, layout.turtle_breed) == breed && PyList_Append(found, turtle) < 0)
            Py_CLEAR(found);
    }
    return found;
}

/* The same as a set. */
PyObject *turtles_of_breed_on(PyObject *patch, PyObject *breed)
{
    return new_turtle_set(standing_on(patch, breed));
}

static PyObject *turtles_here(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    PyObject *patch = given == 1 || (given == 2 && args[1] == Py_None) ? ground(args[0]) : NULL;
    return patch == NULL ? NULL : turtles_of_breed_on(patch, NULL);
}

static PyObject *breed_here(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    PyObject *patch = given == 2 && args[1] != Py_None ? ground(args[0]) : NULL;
    return patch == NULL ? NULL : turtles_of_breed_on(patch, args[1]);
}

static PyObject *has_breed_here(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    if (given != 2 || !IS_PATCH(args[0]))
        return NULL;
    PyObject *turtles = SLOT(args[0], layout.patch_turtles);
    if (!PyList_CheckExact(turtles))
        return NULL;
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(turtles); i++)
        if (SLOT(PyList_GET_ITEM(turtles, i), layout.turtle_breed) == args[1])
            Py_RETURN_TRUE;
    Py_RETURN_FALSE;
}

/* A list of the turtles at the other ends of all links; only where no turtle can be met twice. */
PyObject *linked_turtles(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    if ((given != 1 && (given != 2 || args[1] != Py_None)) || !IS_TURTLE(args[0]))
        return NULL;
    if (SLOT(args[0], layout.turtle_links) == Py_None)
        return PyList_New(0);
    static PyObject *word;
    if (word == NULL && (word = PyUnicode_InternFromString("link_breeds")) == NULL)
        return NULL;
    PyObject *breeds = PyObject_GetAttr(quick->world, word);
    if (breeds == NULL)
        return NULL;
    Py_ssize_t kinds = PyObject_Size(breeds);
    Py_DECREF(breeds);
    PyObject *links = SLOT(args[0], layout.turtle_links);
    if (kinds < 0 || kinds > 1 || links == NULL || !PyList_Check(links))
        return NULL;
    PyObject *found = PyList_New(PyList_GET_SIZE(links));
    for (Py_ssize_t i = 0; found != NULL && i < PyList_GET_SIZE(links); i++) {
        PyObject *link = PyList_GET_ITEM(links, i);
        PyObject *end = SLOT(link, SLOT(link, layout.link_end1) == args[0] ? layout.link_end2 : layout.link_end1);
        PyList_SET_ITEM(found, i, Py_NewRef(end));
    }
    return found;
}

static PyObject *link_neighbors(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    return new_turtle_set(linked_turtles(quick, args, given));
}

double distance_of_points(PyObject *shape, double x1, double y1, double x2, double y2)
{
    double dx = fabs(x2 - x1), dy = fabs(y2 - y1);
    if (SLOT(shape, layout.wrap_x) == Py_True)
        dx = fmin(dx, fabs(shape_of(shape, layout.width) - dx));
    if (SLOT(shape, layout.wrap_y) == Py_True)
        dy = fmin(dy, fabs(shape_of(shape, layout.height) - dy));
    return sqrt(dx * dx + dy * dy);
}

/* NaN where one of them has no place. */
double distance_between(PyObject *shape, PyObject *one, PyObject *two)
{
    double x1, y1, x2, y2;
    if (!place_of(one, &x1, &y1) || !place_of(two, &x2, &y2))
        return NAN;
    return distance_of_points(shape, x1, y1, x2, y2);
}

static PyObject *distance(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    PyObject *shape = given == 2 ? world_topology(quick->world) : NULL;
    double found = shape == NULL ? NAN : distance_between(shape, args[0], args[1]);
    return isnan(found) ? NULL : PyFloat_FromDouble(found);
}

/* Whether a turtle can be moved without drawing a line and without dragging others along. */
int moves_alone(Quick *quick, PyObject *turtle)
{
    PyObject *mode = SLOT(turtle, layout.turtle_pen_mode);
    if (mode == NULL || !PyUnicode_Check(mode) || PyUnicode_CompareWithASCIIString(mode, "up") != 0)
        return 0;
    return world_has_ties(quick->world) == 0;
}

/* The patch at a point inside the world; borrowed. */
PyObject *patch_inside(PyObject *shape, double x, double y)
{
    double row = shape_of(shape, layout.max_y) - floor(y + 0.5);
    double number = row * shape_of(shape, layout.width) + floor(x + 0.5) - shape_of(shape, layout.min_x);
    PyObject *grid = SLOT(shape, layout.grid);
    if (grid == NULL || !PyList_Check(grid) || !(number >= 0 && number < (double)PyList_GET_SIZE(grid)))
        return NULL;
    return PyList_GET_ITEM(grid, (Py_ssize_t)number);
}

static PyObject *move_to(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    if (given != 2 || !IS_TURTLE(args[0]) || !IS_PATCH(args[1]) || !moves_alone(quick, args[0]))
        return NULL;
    PyObject *patch = args[1];
    return stand_at(args[0], SLOT(patch, layout.patch_pxcor), SLOT(patch, layout.patch_pycor), patch);
}

static PyObject *setxy(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    if (given != 3 || !IS_TURTLE(args[0]) || !PyFloat_CheckExact(args[1]) || !PyFloat_CheckExact(args[2]))
        return NULL;
    PyObject *shape = world_topology(quick->world);
    if (shape == NULL || !moves_alone(quick, args[0]))
        return NULL;
    double x = PyFloat_AS_DOUBLE(args[1]), y = PyFloat_AS_DOUBLE(args[2]);
    if (!(shape_of(shape, layout.left) <= x && x < shape_of(shape, layout.right)) ||
        !(shape_of(shape, layout.bottom) <= y && y < shape_of(shape, layout.top)))
        return NULL;
    PyObject *patch = patch_inside(shape, x, y);
    return patch == NULL ? NULL : stand_at(args[0], args[1], args[2], patch);
}

static PyObject *set_xcor(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    if (given != 2 || !IS_TURTLE(args[0]))
        return NULL;
    PyObject *all[] = {args[0], args[1], SLOT(args[0], layout.turtle_ycor)};
    return setxy(quick, all, 3);
}

static PyObject *set_ycor(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    if (given != 2 || !IS_TURTLE(args[0]))
        return NULL;
    PyObject *all[] = {args[0], SLOT(args[0], layout.turtle_xcor), args[1]};
    return setxy(quick, all, 3);
}

const QuickDef moving_methods[] = {
    {"move_to", move_to},
    {"setxy", setxy},
    {"set_xcor", set_xcor},
    {"set_ycor", set_ycor},
    {NULL, NULL},
};

/* What turtles and patches only look at. */
const QuickDef turtle_methods[] = {
    {"neighbors", neighbors},
    {"neighbors4", neighbors4},
    {"turtles_here", turtles_here},
    {"breed_here", breed_here},
    {"link_neighbors", link_neighbors},
    {"distance", distance},
    {NULL, NULL},
};

const QuickDef patch_methods[] = {
    {"neighbors", neighbors},
    {"neighbors4", neighbors4},
    {"turtles_here", turtles_here},
    {"breed_here", breed_here},
    {"has_breed_here", has_breed_here},
    {"distance", distance},
    {NULL, NULL},
};
