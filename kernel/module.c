/* The module netlogo.runtime._kernel, and the places of the agents' slots. */
#include "kernel.h"
#include "structmember.h"

PyObject *quick_functions(PyObject *module, PyObject *args);
PyObject *quick_methods(PyObject *module, PyObject *args);
PyObject *know_reporters(PyObject *module, PyObject *type);

#define INTERFACE 14 /* as in netlogo/runtime/agents/kernel.py */

Layout layout;

Py_ssize_t slot_offset(PyTypeObject *type, const char *name)
{
    PyObject *descriptor = PyObject_GetAttrString((PyObject *)type, name);
    if (descriptor == NULL)
        return -1;
    Py_ssize_t offset = -1;
    if (Py_IS_TYPE(descriptor, &PyMemberDescr_Type)) {
        PyMemberDef *member = ((PyMemberDescrObject *)descriptor)->d_member;
        if (member->type == T_OBJECT_EX)
            offset = member->offset;
    }
    Py_DECREF(descriptor);
    if (offset < 0)
        PyErr_Format(PyExc_TypeError, "%s has no slot %s", type->tp_name, name);
    return offset;
}

int agent_is_dead(PyObject *agent)
{
    PyObject *dead = NULL;
    if (IS_TURTLE(agent))
        dead = SLOT(agent, layout.turtle_dead);
    else if (IS_PATCH(agent))
        return 0;
    else if (IS_LINK(agent))
        dead = SLOT(agent, layout.link_dead);
    if (dead == Py_False)
        return 0;
    if (dead == Py_True)
        return 1;
    dead = PyObject_GetAttrString(agent, "dead");
    if (dead == NULL)
        return -1;
    int answer = PyObject_IsTrue(dead);
    Py_DECREF(dead);
    return answer;
}

typedef struct {
    const char *name;
    Py_ssize_t *offset;
} Slot;

static const Slot turtle_slots[] = {
    {"dead", &layout.turtle_dead},   {"patch", &layout.turtle_patch}, {"xcor", &layout.turtle_xcor},
    {"ycor", &layout.turtle_ycor},   {"breed", &layout.turtle_breed}, {"links", &layout.turtle_links},
    {"pen_mode", &layout.turtle_pen_mode}, {"heading", &layout.turtle_heading},
    {"id", &layout.turtle_id}, {"who", &layout.turtle_who}, {"shape", &layout.turtle_shape}, {"_turned_to", &layout.turtle_turned_to}, {"_sine", &layout.turtle_sine}, {"_cosine", &layout.turtle_cosine},
    {NULL, NULL},
};
static const Slot patch_slots[] = {
    {"id", &layout.patch_id},           {"pxcor", &layout.patch_pxcor},          {"pycor", &layout.patch_pycor},
    {"turtles", &layout.patch_turtles}, {NULL, NULL},
};
static const Slot array_slots[] = {
    {"kind", &layout.set_kind},   {"items", &layout.array_items}, {"_known", &layout.array_known},
    {"_living", &layout.array_living}, {"_members", &layout.array_members}, {NULL, NULL},
};
static const Slot patch_set_slots[] = {
    {"items", &layout.patch_set_items}, {"_members", &layout.patch_set_members}, {NULL, NULL}};
static const Slot tree_slots[] = {
    {"_listed", &layout.tree_listed}, {"_by_key", &layout.tree_by_key}, {"_highest", &layout.tree_highest},
    {"_sorted", &layout.tree_sorted}, {NULL, NULL},
};
static const Slot link_slots[] = {
    {"dead", &layout.link_dead}, {"end1", &layout.link_end1}, {"end2", &layout.link_end2}, {NULL, NULL}};

static const Slot topology_slots[] = {
    {"width", &layout.width},   {"height", &layout.height}, {"wrap_x", &layout.wrap_x}, {"wrap_y", &layout.wrap_y},
    {"left", &layout.left},     {"right", &layout.right},   {"bottom", &layout.bottom}, {"top", &layout.top},
    {"min_x", &layout.min_x},   {"max_y", &layout.max_y},   {"grid", &layout.grid},     {"spare", &layout.spare},
    {NULL, NULL},
};
static const Slot deaths_slots[] = {{"last", &layout.deaths_last}, {NULL, NULL}};

static int learn(PyTypeObject **known, PyObject *type, const Slot *slots)
{
    if (!PyType_Check(type)) {
        PyErr_Format(PyExc_TypeError, "expected a class of agents, got %R", type);
        return -1;
    }
    for (; slots->name != NULL; slots++) {
        *slots->offset = slot_offset((PyTypeObject *)type, slots->name);
        if (*slots->offset < 0)
            return -1;
    }
    Py_INCREF(type);
    Py_XSETREF(*known, (PyTypeObject *)type);
    return 0;
}

static int whole_degrees(PyObject *list)
{
    if (!PyList_Check(list) || PyList_GET_SIZE(list) != 360) {
        PyErr_SetString(PyExc_TypeError, "expected a list of 360 numbers, one for each degree");
        return 0;
    }
    return 1;
}

/* know(Turtle, Patch, Link, Topology, sines, cosines): the classes whose subclasses are a model's agents, the world's
 * shape, and sine and cosine of the whole degrees.
 */
static PyObject *know(PyObject *module, PyObject *args)
{
    PyObject *turtle, *patch, *link, *topology, *sines, *cosines;
    if (!PyArg_ParseTuple(args, "OOOOOO", &turtle, &patch, &link, &topology, &sines, &cosines))
        return NULL;
    if (learn(&layout.turtle, turtle, turtle_slots) < 0 || learn(&layout.patch, patch, patch_slots) < 0 ||
        learn(&layout.link, link, link_slots) < 0 || learn(&layout.topology, topology, topology_slots) < 0 ||
        !whole_degrees(sines) || !whole_degrees(cosines))
        return NULL;
    Py_XSETREF(layout.sines, Py_NewRef(sines));
    Py_XSETREF(layout.cosines, Py_NewRef(cosines));
    Py_RETURN_NONE;
}

/* know_sets(ArraySet, PatchSet, TreeSet, DEATHS, NOBODY): the classes of agentsets, and what tells them of deaths. */
static PyObject *know_sets(PyObject *module, PyObject *args)
{
    PyObject *array, *patches, *tree, *deaths, *nobody;
    PyTypeObject *kind = NULL;
    if (!PyArg_ParseTuple(args, "OOOOO", &array, &patches, &tree, &deaths, &nobody))
        return NULL;
    if (learn(&layout.array_set, array, array_slots) < 0 || learn(&layout.patch_set, patches, patch_set_slots) < 0 ||
        learn(&layout.tree_set, tree, tree_slots) < 0 || learn(&kind, (PyObject *)Py_TYPE(deaths), deaths_slots) < 0)
        return NULL;
    Py_DECREF(kind);
    Py_INCREF(deaths);
    Py_XSETREF(layout.deaths, deaths);
    Py_XSETREF(layout.nobody, Py_NewRef(nobody));
    Py_XSETREF(layout.turtle_word, PyUnicode_InternFromString("turtle"));
    Py_XSETREF(layout.patch_word, PyUnicode_InternFromString("patch"));
    Py_RETURN_NONE;
}

static PyMethodDef functions[] = {
    {"know", know, METH_VARARGS, NULL},
    {"know_sets", know_sets, METH_VARARGS, NULL},
    {"know_reporters", know_reporters, METH_O, NULL},
    {"know_tables", know_tables, METH_O, NULL},
    {"quick_functions", quick_functions, METH_VARARGS, NULL},
    {"quick_methods", quick_methods, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "netlogo.runtime._kernel",
    .m_doc = "What netlogo/runtime does most often, in C; see netlogo.runtime.agents.kernel.",
    .m_size = -1,
    .m_methods = functions,
};

PyMODINIT_FUNC PyInit__kernel(void)
{
    if (PyType_Ready(&TwisterType) < 0 || PyType_Ready(&WalkType) < 0 || PyType_Ready(&ListedType) < 0 ||
        PyType_Ready(&QuickType) < 0 || PyType_Ready(&PlainType) < 0 || PyType_Ready(&PlainLoopType) < 0)
        return NULL;
    PyObject *module = PyModule_Create(&definition);
    if (module == NULL)
        return NULL;
    if (PyModule_AddFunctions(module, order_functions) < 0 || PyModule_AddFunctions(module, set_functions) < 0 ||
        PyModule_AddFunctions(module, field_functions) < 0 || PyModule_AddFunctions(module, birth_functions) < 0 ||
        PyModule_AddFunctions(module, alias_functions) < 0 ||
        PyModule_AddObjectRef(module, "Plain", (PyObject *)&PlainType) < 0 ||
        PyModule_AddObject(module, "QUESTIONS", questions()) < 0 ||
        PyModule_AddIntConstant(module, "INTERFACE", INTERFACE) < 0 ||
        PyModule_AddObjectRef(module, "Twister", (PyObject *)&TwisterType) < 0) {
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
