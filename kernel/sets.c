/* Who is alive: walks over lists of agents; the twin of netlogo/runtime/agents/members.py. */
#include "kernel.h"

/* The list without the dead; the list itself where all live. */
PyObject *living_agents(PyObject *agents)
{
    if (!PyList_Check(agents))
        return PyErr_Format(PyExc_TypeError, "expected a list of agents, got %R", agents);
    PyObject *found = NULL;
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(agents); i++) {
        PyObject *agent = PyList_GET_ITEM(agents, i);
        int dead = agent_is_dead(agent);
        if (dead > 0 && found == NULL)
            found = PyList_GetSlice(agents, 0, i);
        if (dead < 0 || (dead > 0 && found == NULL) || (dead == 0 && found != NULL && PyList_Append(found, agent) < 0)) {
            Py_XDECREF(found);
            return NULL;
        }
    }
    return found != NULL ? found : Py_NewRef(agents);
}

static PyObject *living(PyObject *module, PyObject *agents)
{
    return living_agents(agents);
}

static PyObject *turtles_on_patches(PyObject *module, PyObject *patches)
{
    return turtles_standing(patches);
}

PyMethodDef set_functions[] = {
    {"living", living, METH_O, NULL},
    {"turtles_on_patches", turtles_on_patches, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};
