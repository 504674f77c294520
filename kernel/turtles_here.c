/* Who stands on which patch; twins in netlogo/runtime/agents/patches.py and movement.py. A patch has its turtles in a list,
 * or, where a crowd began to leave, as the keys of a dictionary.
 */
#include "kernel.h"
#include <string.h>

#define FEW_PLACES 4 /* of a list, which are not worth giving back when the last turtle leaves */

/* The turtles on a patch as a list that must not be changed; a new reference. */
PyObject *turtles_on_patch(PyObject *patch)
{
    PyObject *standing = IS_PATCH(patch) ? SLOT(patch, layout.patch_turtles) : NULL;
    if (standing != NULL && PyList_CheckExact(standing))
        return Py_NewRef(standing);
    if (standing != NULL && PyDict_CheckExact(standing))
        return PyDict_Keys(standing);
    return PyErr_Format(PyExc_TypeError, "expected a patch, got %R", patch);
}

/* The turtles standing there, patch by patch. */
PyObject *turtles_standing(PyObject *patches)
{
    if (!PyList_Check(patches))
        return PyErr_Format(PyExc_TypeError, "expected a list of patches, got %R", patches);
    Py_ssize_t total = 0, count = 0;
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(patches); i++) {
        PyObject *turtles = turtles_on_patch(PyList_GET_ITEM(patches, i));
        if (turtles == NULL)
            return NULL;
        total += PyList_GET_SIZE(turtles);
        Py_DECREF(turtles);
    }
    PyObject *found = PyList_New(total);
    for (Py_ssize_t i = 0; found != NULL && i < PyList_GET_SIZE(patches); i++) {
        PyObject *turtles = turtles_on_patch(PyList_GET_ITEM(patches, i));
        if (turtles == NULL) {
            Py_CLEAR(found);
            break;
        }
        for (Py_ssize_t j = 0; j < PyList_GET_SIZE(turtles); j++)
            PyList_SET_ITEM(found, count++, Py_NewRef(PyList_GET_ITEM(turtles, j)));
        Py_DECREF(turtles);
    }
    return found;
}

static int call_patch(PyObject *patch, const char *method, PyObject *turtle)
{
    PyObject *done = PyObject_CallMethod(patch, method, "O", turtle);
    Py_XDECREF(done);
    return done == NULL ? -1 : 0;
}

static int arrive(PyObject *patch, PyObject *turtle)
{
    PyObject *standing = SLOT(patch, layout.patch_turtles);
    return PyList_CheckExact(standing) ? PyList_Append(standing, turtle) : call_patch(patch, "arrive", turtle);
}

static int leave(PyObject *patch, PyObject *turtle)
{
    PyObject *standing = SLOT(patch, layout.patch_turtles);
    if (PyDict_CheckExact(standing) && PyDict_GET_SIZE(standing) > CROWD)
        return PyDict_DelItem(standing, turtle);
    if (!PyList_CheckExact(standing) || PyList_GET_SIZE(standing) > 2 * CROWD)
        return call_patch(patch, "leave", turtle);
    PyObject **turtles = PySequence_Fast_ITEMS(standing);
    Py_ssize_t place = 0, last = PyList_GET_SIZE(standing) - 1;
    while (place <= last && turtles[place] != turtle)
        place++;
    if (place > last || (last == 0 && ((PyListObject *)standing)->allocated > FEW_PLACES))
        return PyList_SetSlice(standing, place, place + 1, NULL);
    memmove(turtles + place, turtles + place + 1, (last - place) * sizeof *turtles);
    Py_SET_SIZE(standing, last); /* its memory is kept for the next who comes */
    Py_DECREF(turtle);
    return 0;
}

static int stand_on(PyObject *turtle, PyObject *patch)
{
    PyObject *old = SLOT(turtle, layout.turtle_patch);
    if (patch == old)
        return 0;
    if (arrive(patch, turtle) < 0 || leave(old, turtle) < 0)
        return -1;
    SLOT(turtle, layout.turtle_patch) = Py_NewRef(patch);
    Py_DECREF(old);
    return 0;
}

/* Put a turtle there; None, or NULL with an error set. */
PyObject *stand_at(PyObject *turtle, PyObject *x, PyObject *y, PyObject *patch)
{
    Py_XSETREF(SLOT(turtle, layout.turtle_xcor), Py_NewRef(x));
    Py_XSETREF(SLOT(turtle, layout.turtle_ycor), Py_NewRef(y));
    if (stand_on(turtle, patch) < 0)
        return NULL;
    Py_RETURN_NONE;
}
