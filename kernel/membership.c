/* Who is in which set; twins of `contains` in netlogo/runtime/agents/agent_sets.py. A set that is asked more than once keeps
 * its members as a set of Python's.
 */
#include "kernel.h"

#define FEW_MEMBERS 8 /* that are looked through */

static Py_ssize_t members_offset(PyObject *set)
{
    return Py_IS_TYPE(set, layout.array_set) ? layout.array_members : layout.patch_set_members;
}

/* Whether a set was asked before whether it has somebody. */
int set_was_asked(PyObject *set)
{
    PyObject *members = SLOT(set, members_offset(set));
    if (members != NULL && members != Py_None)
        return 1;
    Py_XSETREF(SLOT(set, members_offset(set)), Py_NewRef(Py_True)); /* now it was */
    return 0;
}

/* Whether a set of turtles, links or patches (not of all patches) was made with an agent in it, who lives; -1: not known. */
int set_has(PyObject *set, PyObject *agent)
{
    int is_array = Py_IS_TYPE(set, layout.array_set);
    if (!is_array && !Py_IS_TYPE(set, layout.patch_set))
        return -1;
    PyObject *items = SLOT(set, is_array ? layout.array_items : layout.patch_set_items);
    if (items == NULL || !PyList_CheckExact(items))
        return -1;
    if (PyList_GET_SIZE(items) <= FEW_MEMBERS) {
        for (Py_ssize_t i = 0; i < PyList_GET_SIZE(items); i++)
            if (PyList_GET_ITEM(items, i) == agent)
                return 1;
        return 0;
    }
    Py_ssize_t offset = members_offset(set);
    if (SLOT(set, offset) == NULL || !PyFrozenSet_CheckExact(SLOT(set, offset))) {
        PyObject *members = PyFrozenSet_New(items);
        if (members == NULL)
            return -1;
        Py_XSETREF(SLOT(set, offset), members);
    }
    return PySet_Contains(SLOT(set, offset), agent);
}
