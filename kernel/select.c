/* `with [ variable = value ]`: which agents of a list have a value; the twins are in netlogo/runtime/walks.py. */
#include "kernel.h"

/* Where agents of one class keep a variable; found anew for agents of another class. */
typedef struct {
    PyObject_HEAD
    PyTypeObject *type;
    PyObject *name;
    Py_ssize_t offset;
} Slot;

static void dealloc(PyObject *self)
{
    Slot *slot = (Slot *)self;
    PyObject_GC_UnTrack(self);
    Py_XDECREF(slot->type);
    Py_XDECREF(slot->name);
    Py_TYPE(self)->tp_free(self);
}

static int traverse(PyObject *self, visitproc visit, void *arg)
{
    Py_VISIT(((Slot *)self)->type);
    return 0;
}

static int clear(PyObject *self)
{
    Py_CLEAR(((Slot *)self)->type);
    return 0;
}

static PyObject *make(PyTypeObject *type, PyObject *args, PyObject *Py_UNUSED(names))
{
    PyObject *name;
    if (!PyArg_ParseTuple(args, "U", &name))
        return NULL;
    Slot *slot = (Slot *)type->tp_alloc(type, 0);
    if (slot != NULL)
        slot->name = Py_NewRef(name);
    return (PyObject *)slot;
}

PyTypeObject SlotType = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "netlogo.runtime._kernel.Slot",
    .tp_doc = "Slot(name): where agents keep a variable.",
    .tp_basicsize = sizeof(Slot),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_new = make,
    .tp_traverse = traverse,
    .tp_clear = clear,
    .tp_dealloc = dealloc,
};

/* The value an agent has there; borrowed, NULL with an error set. */
static PyObject *value_of(Slot *slot, PyObject *agent)
{
    if (Py_TYPE(agent) != slot->type) {
        const char *name = PyUnicode_AsUTF8(slot->name);
        Py_ssize_t offset = name == NULL ? -1 : slot_offset(Py_TYPE(agent), name);
        if (offset < 0)
            return NULL;
        Py_XSETREF(slot->type, (PyTypeObject *)Py_NewRef(Py_TYPE(agent)));
        slot->offset = offset;
    }
    PyObject *value = SLOT(agent, slot->offset);
    if (value == NULL)
        PyErr_SetObject(PyExc_AttributeError, slot->name);
    return value;
}

/* Whether two numbers, strings or truth values are equal; -1 with an error set. */
static int same(PyObject *a, PyObject *b)
{
    if (PyFloat_CheckExact(a) && PyFloat_CheckExact(b))
        return PyFloat_AS_DOUBLE(a) == PyFloat_AS_DOUBLE(b);
    return a == b ? 1 : PyObject_RichCompareBool(a, b, Py_EQ);
}

/* Counts the agents whose value is `args[2]`, and adds them to `found` if there is such a list; -1: an error. */
static Py_ssize_t match(PyObject *const *args, Py_ssize_t given, PyObject *found)
{
    if (given != 3 || !PyList_CheckExact(args[0]) || !Py_IS_TYPE(args[1], &SlotType)) {
        PyErr_SetString(PyExc_TypeError, "expected a list of agents, a Slot and a value");
        return -1;
    }
    Py_ssize_t count = 0;
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(args[0]); i++) {
        PyObject *agent = PyList_GET_ITEM(args[0], i);
        PyObject *value = value_of((Slot *)args[1], agent);
        int equal = value == NULL ? -1 : same(value, args[2]);
        if (equal < 0 || (equal && found != NULL && PyList_Append(found, agent) < 0))
            return -1;
        count += equal;
    }
    return count;
}

static PyObject *select_equal(PyObject *module, PyObject *const *args, Py_ssize_t given)
{
    PyObject *found = PyList_New(0);
    if (found != NULL && match(args, given, found) < 0)
        Py_CLEAR(found);
    return found;
}

static PyObject *count_equal(PyObject *module, PyObject *const *args, Py_ssize_t given)
{
    Py_ssize_t count = match(args, given, NULL);
    return count < 0 ? NULL : PyFloat_FromDouble((double)count);
}

PyMethodDef select_functions[] = {
    {"select_equal", (PyCFunction)(void (*)(void))select_equal, METH_FASTCALL, NULL},
    {"count_equal", (PyCFunction)(void (*)(void))count_equal, METH_FASTCALL, NULL},
    {NULL, NULL, 0, NULL},
};
