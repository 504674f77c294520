/* `set x lput y x` and its like: where nobody but the variable has the list, it is changed in place instead of copied; the
 * twins copy. Generated code calls these only where the result is put back into the variable from which the list comes: the
 * list then has two references, the variable's and the caller's.
 */
#include "kernel.h"
#include <math.h>

#define ONLY_OURS(list) (PyList_CheckExact(list) && Py_REFCNT(list) == 2)

static Py_ssize_t place_in(PyObject *index, PyObject *list)
{
    if (!PyFloat_CheckExact(index))
        return -1;
    double place = trunc(PyFloat_AS_DOUBLE(index));
    return place >= 0 && place < (double)PyList_GET_SIZE(list) ? (Py_ssize_t)place : -1;
}

static PyObject *changed(int failed, PyObject *list)
{
    return failed ? NULL : Py_NewRef(list);
}

static PyObject *lput_own(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    if (given != 2 || !ONLY_OURS(args[1]) || args[0] == args[1])
        return NULL;
    return changed(PyList_Append(args[1], args[0]) < 0, args[1]);
}

static PyObject *fput_own(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    if (given != 2 || !ONLY_OURS(args[1]) || args[0] == args[1])
        return NULL;
    return changed(PyList_Insert(args[1], 0, args[0]) < 0, args[1]);
}

static PyObject *but_first_own(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    if (given != 1 || !ONLY_OURS(args[0]) || PyList_GET_SIZE(args[0]) == 0)
        return NULL;
    return changed(PyList_SetSlice(args[0], 0, 1, NULL) < 0, args[0]);
}

static PyObject *but_last_own(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    if (given != 1 || !ONLY_OURS(args[0]) || PyList_GET_SIZE(args[0]) == 0)
        return NULL;
    Py_ssize_t size = PyList_GET_SIZE(args[0]);
    return changed(PyList_SetSlice(args[0], size - 1, size, NULL) < 0, args[0]);
}

static PyObject *replace_item_own(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    if (given != 3 || !ONLY_OURS(args[1]) || args[2] == args[1])
        return NULL;
    Py_ssize_t place = place_in(args[0], args[1]);
    return place < 0 ? NULL : changed(PyList_SetItem(args[1], place, Py_NewRef(args[2])) < 0, args[1]);
}

static PyObject *remove_item_own(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    Py_ssize_t place = given == 2 && ONLY_OURS(args[1]) ? place_in(args[0], args[1]) : -1;
    return place < 0 ? NULL : changed(PyList_SetSlice(args[1], place, place + 1, NULL) < 0, args[1]);
}

const QuickDef own_list_primitives[] = {
    {"lput_own", lput_own},
    {"fput_own", fput_own},
    {"but_first_own", but_first_own},
    {"but_last_own", but_last_own},
    {"replace_item_own", replace_item_own},
    {"remove_item_own", remove_item_own},
    {NULL, NULL},
};
