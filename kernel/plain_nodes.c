/* Trees of plain code: from tuples to nodes. */
#include "plain.h"

#define AS_ROW(op, name, least) {name, least},
static const struct {
    const char *name;
    Py_ssize_t least;
} operations[] = {PLAIN_OPS(AS_ROW)};

static int op_of(PyObject *name)
{
    for (int op = 0; PyUnicode_Check(name) && op < OPS; op++)
        if (PyUnicode_CompareWithASCIIString(name, operations[op].name) == 0)
            return op;
    PyErr_Format(PyExc_ValueError, "expected the name of a plain operation, got %R", name);
    return -1;
}

Node *make_node(PyObject *tree, Py_ssize_t locals)
{
    if (!PyTuple_Check(tree) || PyTuple_GET_SIZE(tree) < 2) {
        PyErr_Format(PyExc_TypeError, "expected a tuple (name, atom, tree...), got %R", tree);
        return NULL;
    }
    int op = op_of(PyTuple_GET_ITEM(tree, 0));
    Py_ssize_t count = PyTuple_GET_SIZE(tree) - 2;
    if (op >= 0 && count < operations[op].least) {
        PyErr_Format(PyExc_ValueError, "expected more below %R", tree);
        return NULL;
    }
    Node *node = op < 0 ? NULL : PyMem_Calloc(1, sizeof(Node) + count * sizeof(Node *));
    if (node == NULL)
        return op < 0 ? NULL : (Node *)PyErr_NoMemory();
    node->op = op;
    node->atom = Py_NewRef(PyTuple_GET_ITEM(tree, 1));
    if (PyLong_CheckExact(node->atom))
        node->index = PyLong_AsSsize_t(node->atom);
    if (node->index < 0 || node->index >= locals) {
        PyErr_Format(PyExc_ValueError, "expected one of %zd locals, got %R", locals, node->atom);
        free_node(node);
        return NULL;
    }
    node->value = value_of(node->atom);
    for (; node->count < count; node->count++)
        if ((node->kids[node->count] = make_node(PyTuple_GET_ITEM(tree, node->count + 2), locals)) == NULL) {
            free_node(node);
            return NULL;
        }
    return node;
}

void free_node(Node *node)
{
    if (node == NULL)
        return;
    for (Py_ssize_t i = 0; i < node->count; i++)
        free_node(node->kids[i]);
    Py_XDECREF(node->atom);
    Py_XDECREF(node->type);
    PyMem_Free(node);
}

int visit_node(Node *node, visitproc visit, void *arg)
{
    if (node == NULL)
        return 0;
    Py_VISIT(node->atom);
    Py_VISIT(node->type);
    for (Py_ssize_t i = 0; i < node->count; i++) {
        int stop = visit_node(node->kids[i], visit, arg);
        if (stop)
            return stop;
    }
    return 0;
}

/* Where agents of that class have the slot, or by which primitive they do what the node names. */
void learn_type(Node *node, PyTypeObject *type)
{
    Py_XSETREF(node->type, (PyTypeObject *)Py_NewRef(type));
    node->offset = -1;
    node->quick = NULL;
    PyObject *found = PyObject_GetAttr((PyObject *)type, node->atom);
    if (found != NULL && Py_IS_TYPE(found, &QuickType))
        node->quick = (Quick *)found; /* the class keeps it */
    else if (found != NULL && Py_IS_TYPE(found, &PyMemberDescr_Type))
        node->offset = slot_offset(type, PyUnicode_AsUTF8(node->atom));
    Py_XDECREF(found);
    PyErr_Clear();
}
