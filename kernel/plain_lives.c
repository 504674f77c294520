/* Plain code: births, deaths and changes of breed, and how they are taken back. */
#include "plain.h"
#include <math.h>

/* The primitive by which an agent of that class does what the node names; NULL: the kernel has none. */
static Quick *method_of(Node *node, PyObject *agent)
{
    if (node->type != Py_TYPE(agent))
        learn_type(node, Py_TYPE(agent));
    return node->quick;
}

static PyObject *world_of(PyObject *agent) /* borrowed: its class keeps it */
{
    static PyObject *word;
    if (word == NULL && (word = PyUnicode_InternFromString("world")) == NULL)
        return NULL;
    PyObject *world = PyObject_GetAttr(agent, word);
    Py_XDECREF(world);
    return world;
}

/* Lists of sets are made anew after a death or birth, and somebody may be walking through the old ones. */
static int keep_list(Run *run, PyObject *set)
{
    PyObject *list = SLOT(set, layout.tree_listed);
    return list == NULL || keep_made(run, Py_NewRef(list));
}

Way plain_death(Run *run, Node *node)
{
    Value dying = evaluate(run, node->kids[0]);
    if (dying.kind != OBJECT || !IS_TURTLE(dying.object) || agent_is_dead(dying.object) != 0)
        return UNKNOWN;
    PyObject *turtle = dying.object, *patch = SLOT(turtle, layout.turtle_patch), *breed = SLOT(turtle, layout.turtle_breed);
    PyObject *id = SLOT(turtle, layout.turtle_id), *who = SLOT(turtle, layout.turtle_who), *done;
    Py_ssize_t place = place_on_patch(patch, turtle);
    Quick *quick = method_of(node, turtle);
    PyObject *everybody = quick == NULL ? NULL : world_set(quick->world, "turtles");
    if (place < 0 || everybody == NULL || !Py_IS_TYPE(breed, layout.tree_set) || !keep_made(run, Py_NewRef(turtle)) ||
        !keep_made(run, Py_NewRef(id)) || !keep_made(run, Py_NewRef(who)) || !keep_list(run, everybody) ||
        !keep_list(run, breed) || (done = quick->run(quick, &turtle, 1)) == NULL)
        return UNKNOWN;
    Py_DECREF(done);
    int noted = note(run, turtle, DIED, patch, place) && note(run, turtle, layout.turtle_id, id, 0) &&
                note(run, turtle, layout.turtle_who, who, 0) && note(run, turtle, layout.turtle_dead, Py_False, 0);
    return noted ? GO_ON : UNKNOWN;
}

Way plain_breed(Run *run, Node *node)
{
    Value agent = evaluate(run, node->kids[0]), breed = agent.kind == OBJECT ? evaluate(run, node->kids[1]) : NOT_KNOWN;
    if (breed.kind != OBJECT || !IS_TURTLE(agent.object) || !Py_IS_TYPE(breed.object, layout.tree_set))
        return UNKNOWN;
    PyObject *inputs[] = {agent.object, breed.object}, *done;
    PyObject *old = SLOT(agent.object, layout.turtle_breed), *shape = SLOT(agent.object, layout.turtle_shape);
    Quick *quick = method_of(node, agent.object);
    if (quick == NULL || old == NULL || shape == NULL || !Py_IS_TYPE(old, layout.tree_set))
        return UNKNOWN;
    if (old == breed.object)
        return GO_ON;
    if (!note(run, breed.object, layout.tree_highest, SLOT(breed.object, layout.tree_highest), 0) ||
        !note(run, breed.object, layout.tree_sorted, SLOT(breed.object, layout.tree_sorted), 0) ||
        !keep_list(run, old) || !keep_list(run, breed.object) || !keep_made(run, Py_NewRef(shape)) ||
        (done = quick->run(quick, inputs, 2)) == NULL)
        return UNKNOWN;
    Py_DECREF(done);
    return note(run, agent.object, CHANGED_BREED, old, 0) && note(run, agent.object, layout.turtle_shape, shape, 0)
               ? GO_ON
               : UNKNOWN;
}

/* Which sets get the new turtles: all turtles, and the breeds by which they are born. */
static int note_set(Run *run, PyObject *set)
{
    return set == NULL || !Py_IS_TYPE(set, layout.tree_set) ||
           (keep_list(run, set) && note(run, set, layout.tree_highest, SLOT(set, layout.tree_highest), 0));
}

/* New turtles of a turtle (hatch) or a patch (sprout), with the Python that makes them; the list of them. */
Value plain_births(Run *run, Node *node)
{
    static PyObject *next_who, *hatch, *sprout;
    if ((next_who == NULL && (next_who = PyUnicode_InternFromString("_next_who")) == NULL) ||
        (hatch == NULL && (hatch = PyUnicode_InternFromString("hatch_fast")) == NULL) ||
        (sprout == NULL && (sprout = PyUnicode_InternFromString("sprout_fast")) == NULL))
        return NOT_KNOWN;
    Value parent = evaluate(run, node->kids[0]), number = evaluate(run, node->kids[1]), breed = evaluate(run, node->kids[2]);
    if (parent.kind != OBJECT || number.kind != NUMBER || !(number.number >= 0 && number.number < 1e6) ||
        breed.kind != OBJECT || (breed.object != Py_None && !Py_IS_TYPE(breed.object, layout.tree_set)))
        return NOT_KNOWN;
    int hatches = node->op == OP_HATCH;
    if (hatches ? !IS_TURTLE(parent.object) || agent_is_dead(parent.object) != 0 : !IS_PATCH(parent.object))
        return NOT_KNOWN;
    PyObject *world = world_of(parent.object), *everybody = world == NULL ? NULL : world_set(world, "turtles");
    PyObject *before = everybody == NULL ? NULL : PyObject_GetAttr(world, next_who);
    if (before == NULL || !keep_made(run, before) || !note_set(run, everybody) || !note_set(run, breed.object) ||
        (hatches && !note_set(run, SLOT(parent.object, layout.turtle_breed))))
        return NOT_KNOWN;
    PyObject *inputs[] = {parent.object, boxed(run, number), breed.object};
    PyObject *born = inputs[1] == NULL ? NULL : PyObject_VectorcallMethod(hatches ? hatch : sprout, inputs, 3, NULL);
    if (born == NULL || !keep_made(run, born) || !PyList_CheckExact(born))
        return NOT_KNOWN;
    return note(run, born, BORN, before, 0) ? AN_OBJECT(OBJECT, born) : NOT_KNOWN;
}

/* As `World.shuffle_new`: one agent draws nothing. */
Value plain_order_of_new(Run *run, Node *node)
{
    Value born = evaluate(run, node->kids[0]);
    if (born.kind != OBJECT || !PyList_CheckExact(born.object) || PyList_GET_SIZE(born.object) == 1)
        return born;
    return value_made(run, walk_through(born.object, (PyObject *)run->rng, 1, 0));
}

/* -- taking back */

static void take_out(PyObject *set, PyObject *key)
{
    if (PyDict_DelItem(SLOT(set, layout.tree_by_key), key) < 0)
        PyErr_WriteUnraisable(set);
    Py_XSETREF(SLOT(set, layout.tree_listed), Py_NewRef(Py_None));
}

static void put_back(PyObject *set, PyObject *agent)
{
    if (PyDict_SetItem(SLOT(set, layout.tree_by_key), SLOT(agent, layout.turtle_id), agent) < 0)
        PyErr_WriteUnraisable(set);
    Py_XSETREF(SLOT(set, layout.tree_sorted), Py_NewRef(Py_False));
    Py_XSETREF(SLOT(set, layout.tree_listed), Py_NewRef(Py_None));
}

static void unbear(PyObject *world, PyObject *everybody, PyObject *child)
{
    PyObject *breed = SLOT(child, layout.turtle_breed), *patch = SLOT(child, layout.turtle_patch);
    PyObject *left = PyObject_CallMethod(patch, "leave", "O", child);
    if (left == NULL)
        PyErr_WriteUnraisable(child);
    Py_XDECREF(left);
    if (breed != everybody)
        take_out(breed, SLOT(child, layout.turtle_id));
    take_out(everybody, SLOT(child, layout.turtle_id));
}

void take_back_life(Change *change)
{
    PyObject *agent = change->owner;
    if (change->offset == BORN) {
        Py_ssize_t size = PyList_GET_SIZE(agent);
        PyObject *world = size == 0 ? NULL : world_of(PyList_GET_ITEM(agent, 0));
        PyObject *everybody = world == NULL ? NULL : world_set(world, "turtles");
        for (Py_ssize_t i = size - 1; everybody != NULL && i >= 0; i--)
            unbear(world, everybody, PyList_GET_ITEM(agent, i));
        if (world != NULL && PyObject_SetAttrString(world, "_next_who", change->old) < 0)
            PyErr_WriteUnraisable(world);
        return;
    }
    PyObject *world = world_of(agent), *everybody = world == NULL ? NULL : world_set(world, "turtles");
    PyObject *breed = SLOT(agent, layout.turtle_breed);
    if (everybody == NULL)
        return;
    if (change->offset == CHANGED_BREED) {
        if (breed != everybody)
            take_out(breed, SLOT(agent, layout.turtle_id));
        Py_XSETREF(SLOT(agent, layout.turtle_breed), Py_NewRef(change->old));
        if (change->old != everybody)
            put_back(change->old, agent);
        return;
    }
    if (PyList_Insert(SLOT(change->old, layout.patch_turtles), change->place, agent) < 0)
        PyErr_WriteUnraisable(agent);
    if (breed != everybody)
        put_back(breed, agent);
    put_back(everybody, agent);
}
