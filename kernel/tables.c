/* Tables of the `table` extension; twins in netlogo/extensions/collections/table.py. */
#include "kernel.h"

static PyTypeObject *table_type;

/* know_tables(Table): the class of tables. */
PyObject *know_tables(PyObject *module, PyObject *type)
{
    if (!PyType_Check(type))
        return PyErr_Format(PyExc_TypeError, "expected a class, got %R", type);
    Py_XSETREF(table_type, (PyTypeObject *)Py_NewRef(type));
    Py_RETURN_NONE;
}

/* What a table maps a key, which is a number or a string, to: the pair of the key and its value; borrowed, NULL: it is no
 * such table or key.
 */
PyObject *entries_for(PyObject *table, PyObject *key)
{
    static PyObject *word;
    if (!Py_IS_TYPE(table, table_type) || !(PyFloat_CheckExact(key) || PyUnicode_CheckExact(key)) ||
        (word == NULL && (word = PyUnicode_InternFromString("entries")) == NULL))
        return NULL;
    PyObject *entries = PyObject_GetAttr(table, word);
    Py_XDECREF(entries); /* the table keeps it */
    return entries != NULL && PyDict_CheckExact(entries) ? entries : NULL;
}

int put_entry(PyObject *entries, PyObject *key, PyObject *value)
{
    PyObject *pair = PyTuple_Pack(2, key, value);
    int failed = pair == NULL || PyDict_SetItem(entries, key, pair) < 0;
    Py_XDECREF(pair);
    return failed ? -1 : 0;
}

static PyObject *put(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    PyObject *entries = given == 3 ? entries_for(args[0], args[1]) : NULL;
    if (entries == NULL || put_entry(entries, args[1], args[2]) < 0)
        return NULL;
    Py_RETURN_NONE;
}

/* Borrowed; NULL: none, not known, or an error set. */
static PyObject *pair_for(PyObject *table, PyObject *key, int *known)
{
    PyObject *entries = entries_for(table, key), *pair = entries == NULL ? NULL : PyDict_GetItemWithError(entries, key);
    *known = entries != NULL && !PyErr_Occurred() && (pair == NULL || PyTuple_CheckExact(pair));
    return pair;
}

static PyObject *get(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    int known = 0;
    PyObject *pair = given == 2 ? pair_for(args[0], args[1], &known) : NULL;
    return known && pair != NULL ? Py_NewRef(PyTuple_GET_ITEM(pair, 1)) : NULL;
}

static PyObject *get_or_default(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    int known = 0;
    PyObject *pair = given == 3 ? pair_for(args[0], args[1], &known) : NULL;
    return known ? Py_NewRef(pair == NULL ? args[2] : PyTuple_GET_ITEM(pair, 1)) : NULL;
}

static PyObject *has_key(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    int known = 0;
    PyObject *pair = given == 2 ? pair_for(args[0], args[1], &known) : NULL;
    return known ? PyBool_FromLong(pair != NULL) : NULL;
}

const QuickDef table_primitives[] = {
    {"table__put", put},
    {"table__get", get},
    {"table__get_or_default", get_or_default},
    {"table__has_key_p", has_key},
    {NULL, NULL},
};
