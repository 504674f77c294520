/* Primitives in C that know their Python twin: `Quick` objects stand in the namespace of generated code and in the
 * agents' classes. What the C does not know (other types, an error) the twin does, so that there is one place which
 * raises NetLogo's errors.
 */
#include "kernel.h"
#include "structmember.h"
#include <math.h>

static PyObject *vectorcall(PyObject *self, PyObject *const *args, size_t flags, PyObject *names)
{
    Quick *quick = (Quick *)self;
    if (names == NULL && quick->world != NULL) {
        PyObject *result = quick->run(quick, args, PyVectorcall_NARGS(flags));
        if (result != NULL || PyErr_Occurred())
            return result;
    }
    return PyObject_Vectorcall(quick->twin, args, flags, names);
}

static PyObject *bound(PyObject *self, PyObject *agent, PyObject *type)
{
    return agent == NULL ? Py_NewRef(self) : PyMethod_New(self, agent);
}

static int traverse(PyObject *self, visitproc visit, void *arg)
{
    Quick *quick = (Quick *)self;
    Py_VISIT(quick->twin);
    Py_VISIT(quick->world);
    Py_VISIT(quick->rng);
    return 0;
}

static int clear(PyObject *self)
{
    Quick *quick = (Quick *)self;
    Py_CLEAR(quick->world);
    return 0;
}

static void dealloc(PyObject *self)
{
    Quick *quick = (Quick *)self;
    PyObject_GC_UnTrack(self);
    Py_XDECREF(quick->twin);
    Py_XDECREF(quick->world);
    Py_XDECREF(quick->rng);
    Py_TYPE(self)->tp_free(self);
}

static PyMemberDef members[] = {
    {"__wrapped__", T_OBJECT_EX, offsetof(Quick, twin), READONLY, "the Python twin"},
    {NULL},
};

PyTypeObject QuickType = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "netlogo.runtime._kernel.Quick",
    .tp_basicsize = sizeof(Quick),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_HAVE_VECTORCALL | Py_TPFLAGS_METHOD_DESCRIPTOR,
    .tp_vectorcall_offset = offsetof(Quick, vectorcall),
    .tp_call = PyVectorcall_Call,
    .tp_descr_get = bound,
    .tp_members = members,
    .tp_traverse = traverse,
    .tp_clear = clear,
    .tp_dealloc = dealloc,
};

static PyObject *make(const QuickDef *def, PyObject *twin, PyObject *world, PyObject *rng)
{
    Quick *quick = PyObject_GC_New(Quick, &QuickType);
    if (quick == NULL)
        return NULL;
    quick->vectorcall = vectorcall;
    quick->run = def->run;
    quick->twin = Py_NewRef(twin);
    quick->world = Py_NewRef(world);
    quick->rng = (Twister *)Py_NewRef(rng);
    PyObject_GC_Track(quick);
    return (PyObject *)quick;
}

static int add(PyObject *made, const QuickDef *def, PyObject *twin, PyObject *world, PyObject *rng)
{
    PyObject *quick = make(def, twin, world, rng);
    int failed = quick == NULL || PyDict_SetItemString(made, def->name, quick) < 0;
    Py_XDECREF(quick);
    return failed ? -1 : 0;
}

static int add_functions(PyObject *made, const QuickDef *def, PyObject *twins, PyObject *world, PyObject *rng)
{
    for (; def->name != NULL; def++) {
        PyObject *twin = PyDict_GetItemString(twins, def->name);
        if (twin != NULL && add(made, def, twin, world, rng) < 0)
            return -1;
    }
    return 0;
}

/* quick_functions(twins, world, rng): the functions of a dictionary that the kernel has, by name. */
PyObject *quick_functions(PyObject *module, PyObject *args)
{
    PyObject *twins, *world, *rng;
    if (!PyArg_ParseTuple(args, "O!OO!", &PyDict_Type, &twins, &world, &TwisterType, &rng))
        return NULL;
    static const QuickDef *const tables[] = {
        set_primitives,     value_primitives, logarithm_primitives, own_list_primitives, anonymous_primitives,
        field_primitives,   number_primitives, place_primitives,    choosing_primitives,
        table_primitives,
    };
    PyObject *made = PyDict_New();
    for (size_t i = 0; made != NULL && i < sizeof tables / sizeof *tables; i++)
        if (add_functions(made, tables[i], twins, world, rng) < 0)
            Py_CLEAR(made);
    return made;
}

static int add_methods(PyObject *made, const QuickDef *def, PyObject *type, PyObject *world, PyObject *rng)
{
    for (; def->name != NULL; def++) {
        PyObject *twin = PyObject_GetAttrString(type, def->name);
        int failed = twin == NULL || add(made, def, twin, world, rng) < 0;
        Py_XDECREF(twin);
        if (failed)
            return -1;
    }
    return 0;
}

/* quick_methods(class, world, rng): the methods of Turtle or Patch that the kernel has, by name. */
PyObject *quick_methods(PyObject *module, PyObject *args)
{
    PyObject *type, *world, *rng;
    if (!PyArg_ParseTuple(args, "O!OO!", &PyType_Type, &type, &world, &TwisterType, &rng))
        return NULL;
    static const QuickDef *const of_turtles[] = {turtle_methods, place_methods,  ahead_methods,    direction_methods,
                                                 step_methods,   moving_methods, climbing_methods, breed_methods, NULL};
    static const QuickDef *const of_patches[] = {patch_methods, place_methods, NULL};
    PyObject *made = PyDict_New();
    const QuickDef *const *tables = (PyTypeObject *)type == layout.turtle ? of_turtles : of_patches;
    for (; made != NULL && *tables != NULL; tables++)
        if (add_methods(made, *tables, type, world, rng) < 0)
            Py_CLEAR(made);
    return made;
}

PyObject *questions(void)
{
    static const QuickDef *const tables[] = {turtle_methods, patch_methods, place_methods, ahead_methods, direction_methods};
    PyObject *names = PyFrozenSet_New(NULL);
    for (size_t i = 0; names != NULL && i < sizeof tables / sizeof *tables; i++)
        for (const QuickDef *def = tables[i]; names != NULL && def->name != NULL; def++) {
            PyObject *name = PyUnicode_InternFromString(def->name);
            if (name == NULL || PySet_Add(names, name) < 0)
                Py_CLEAR(names);
            Py_XDECREF(name);
        }
    return names;
}

/* -- what primitives need */

PyObject *agents_of(PyObject *set)
{
    PyObject *list = NULL;
    if (Py_IS_TYPE(set, layout.array_set)) {
        PyObject *last = SLOT(layout.deaths, layout.deaths_last);
        if (SLOT(set, layout.array_known) != last) {
            PyObject *items = SLOT(set, layout.array_items);
            PyObject *found = items == NULL ? NULL : living_agents(items);
            if (found == NULL)
                return NULL;
            Py_XSETREF(SLOT(set, layout.array_living), found);
            Py_XSETREF(SLOT(set, layout.array_known), Py_XNewRef(last));
        }
        list = SLOT(set, layout.array_living);
    } else if (PyObject_TypeCheck(set, layout.patch_set)) {
        list = SLOT(set, layout.patch_set_items);
    } else if (Py_IS_TYPE(set, layout.tree_set)) {
        list = SLOT(set, layout.tree_listed);
        if (list == NULL || list == Py_None) {
            list = PyObject_CallMethod(set, "agents", NULL);
            Py_XDECREF(list); /* the set keeps it */
        }
    }
    return list != NULL && PyList_Check(list) ? list : NULL;
}

PyObject *new_turtle_set(PyObject *turtles)
{
    PyObject *set = turtles == NULL ? NULL : layout.array_set->tp_alloc(layout.array_set, 0);
    if (set == NULL) {
        Py_XDECREF(turtles);
        return NULL;
    }
    SLOT(set, layout.set_kind) = Py_NewRef(layout.turtle_word);
    SLOT(set, layout.array_items) = turtles;
    SLOT(set, layout.array_living) = Py_NewRef(turtles);
    SLOT(set, layout.array_members) = Py_NewRef(Py_None);
    SLOT(set, layout.array_known) = Py_XNewRef(SLOT(layout.deaths, layout.deaths_last));
    return set;
}

PyObject *new_patch_set(PyObject *patches)
{
    PyObject *set = patches == NULL ? NULL : layout.patch_set->tp_alloc(layout.patch_set, 0);
    if (set == NULL) {
        Py_XDECREF(patches);
        return NULL;
    }
    SLOT(set, layout.set_kind) = Py_NewRef(layout.patch_word);
    SLOT(set, layout.patch_set_items) = patches;
    SLOT(set, layout.patch_set_members) = Py_NewRef(Py_None);
    return set;
}

PyObject *world_topology(PyObject *world)
{
    static PyObject *word;
    if (word == NULL && (word = PyUnicode_InternFromString("topology")) == NULL)
        return NULL;
    PyObject *topology = PyObject_GetAttr(world, word);
    Py_XDECREF(topology); /* the world keeps it */
    if (topology != NULL && !Py_IS_TYPE(topology, layout.topology))
        return NULL;
    return topology;
}

PyObject *world_set(PyObject *world, const char *name)
{
    PyObject *set = PyObject_GetAttrString(world, name);
    Py_XDECREF(set); /* the world keeps it */
    return set;
}

double shape_of(PyObject *topology, Py_ssize_t offset)
{
    PyObject *value = SLOT(topology, offset);
    if (value != NULL && PyFloat_CheckExact(value))
        return PyFloat_AS_DOUBLE(value);
    return value != NULL && PyLong_Check(value) ? (double)PyLong_AsLong(value) : NAN;
}

int place_of(PyObject *agent, double *x, double *y)
{
    PyObject *at_x = NULL, *at_y = NULL;
    if (IS_TURTLE(agent) && SLOT(agent, layout.turtle_dead) == Py_False) {
        at_x = SLOT(agent, layout.turtle_xcor);
        at_y = SLOT(agent, layout.turtle_ycor);
    } else if (IS_PATCH(agent)) {
        at_x = SLOT(agent, layout.patch_pxcor);
        at_y = SLOT(agent, layout.patch_pycor);
    }
    if (at_x == NULL || at_y == NULL || !PyFloat_CheckExact(at_x) || !PyFloat_CheckExact(at_y))
        return 0;
    *x = PyFloat_AS_DOUBLE(at_x);
    *y = PyFloat_AS_DOUBLE(at_y);
    return 1;
}

int world_has_ties(PyObject *world)
{
    static PyObject *word;
    if (word == NULL && (word = PyUnicode_InternFromString("tie_count")) == NULL)
        return -1;
    PyObject *count = PyObject_GetAttr(world, word);
    int answer = count == NULL ? -1 : PyObject_IsTrue(count);
    Py_XDECREF(count);
    return answer;
}
