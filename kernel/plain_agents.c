/* Plain code that calls the kernel's primitives, and that looks at agents one by one. */
#include "plain.h"
#include <math.h>

#define MOST_INPUTS 6
#define LONGEST_COPY 100 /* items; Python changes longer lists in place, where a turn that is taken back needs a copy */

/* A primitive: a function, or by its name a method of the agent that is the first input. */
Value plain_call(Run *run, Node *node)
{
    PyObject *inputs[MOST_INPUTS];
    if (node->count > MOST_INPUTS)
        return NOT_KNOWN;
    for (Py_ssize_t i = 0; i < node->count; i++) {
        if ((inputs[i] = object_at(run, node->kids[i])) == NULL)
            return NOT_KNOWN;
        if (node->op == OP_COPY && PyList_CheckExact(inputs[i]) && PyList_GET_SIZE(inputs[i]) > LONGEST_COPY)
            return NOT_KNOWN;
    }
    int function = node->op == OP_CALL || node->op == OP_COPY;
    if (!function && node->type != Py_TYPE(inputs[0]))
        learn_type(node, Py_TYPE(inputs[0]));
    Quick *quick = function ? (Quick *)node->atom : node->quick;
    if (quick == NULL || (node->op == OP_MOVE && !note_motion(run, inputs[0])))
        return NOT_KNOWN;
    if (node->op == OP_LINKED) {
        PyObject *turtles = linked_turtles(quick, inputs, node->count);
        return turtles != NULL && keep_made(run, turtles) ? AN_OBJECT(TURTLES, turtles) : NOT_KNOWN;
    }
    PyObject *made = quick->run(quick, inputs, node->count);
    if (made == NULL && node->op == OP_SURE && !PyErr_Occurred())
        made = PyObject_Vectorcall(quick->twin, inputs, node->count, NULL);
    return value_made(run, made);
}

/* The primitives asked most often, without making sets on the way. */

Value plain_one_of(Run *run, Node *node)
{
    Value source = evaluate(run, node->kids[0]);
    if (source.kind == TURTLES || source.kind == PATCHES) {
        Py_ssize_t size = PyList_GET_SIZE(source.object);
        Py_ssize_t pick = size > 0 ? twister_int(run->rng, (int32_t)size) : 0;
        return AN_OBJECT(OBJECT, size > 0 ? PyList_GET_ITEM(source.object, pick) : layout.nobody);
    }
    Quick *quick = (Quick *)node->atom;
    return source.kind == OBJECT ? value_made(run, quick->run(quick, &source.object, 1)) : NOT_KNOWN;
}

Value plain_count(Run *run, Node *node)
{
    Value source = evaluate(run, node->kids[0]);
    if (source.kind == OBJECT && Py_IS_TYPE(source.object, layout.tree_set))
        return A_NUMBER((double)PyDict_Size(SLOT(source.object, layout.tree_by_key)));
    PyObject *agents = source.kind == OBJECT && PyList_CheckExact(source.object) ? NULL : listed(source);
    return agents == NULL ? NOT_KNOWN : A_NUMBER((double)PyList_GET_SIZE(agents));
}

/* Those on patches, or on the patch of one agent. */
Value plain_turtles_on(Run *run, Node *node)
{
    Value source = evaluate(run, node->kids[0]);
    PyObject *patches = source.kind == PATCHES ? source.object : NULL, *found = NULL;
    if (source.kind == OBJECT && Py_IS_TYPE(source.object, layout.patch_set))
        patches = SLOT(source.object, layout.patch_set_items);
    PyObject *patch = source.kind == OBJECT && patches == NULL ? patch_under(source.object) : NULL;
    if (patches != NULL)
        found = turtles_standing(patches);
    else if (patch != NULL)
        found = standing_on(patch, NULL);
    return found != NULL && keep_made(run, found) ? AN_OBJECT(TURTLES, found) : NOT_KNOWN;
}

/* Those where an agent is, all or of a breed. */
Value plain_here(Run *run, Node *node)
{
    Value place = value_at(run, node->kids[0]), breed = node->count > 1 ? value_at(run, node->kids[1]) : NOT_KNOWN;
    PyObject *patch = place.kind == OBJECT ? patch_under(place.object) : NULL;
    if (patch == NULL || (node->count > 1 && (breed.kind != OBJECT || !Py_IS_TYPE(breed.object, layout.tree_set))))
        return NOT_KNOWN;
    PyObject *found = standing_on(patch, node->count > 1 ? breed.object : NULL);
    return found != NULL && keep_made(run, found) ? AN_OBJECT(TURTLES, found) : NOT_KNOWN;
}

static PyObject *shape(Run *run, Node *node)
{
    if (run->shape == NULL)
        run->shape = world_topology(((Quick *)node->atom)->world);
    return run->shape;
}

/* A normal draw, the second of whose pair the generator keeps in two slots of its own. */
Value plain_normal(Run *run, Node *node)
{
    PyObject *rng = (PyObject *)run->rng, *inputs[] = {object_at(run, node->kids[0]), NULL};
    Py_ssize_t spare, has_spare;
    if (inputs[0] == NULL || (inputs[1] = object_at(run, node->kids[1])) == NULL ||
        !slots_of_spare(rng, &spare, &has_spare) || !note(run, rng, spare, SLOT(rng, spare), 0) ||
        !note(run, rng, has_spare, SLOT(rng, has_spare), 0))
        return NOT_KNOWN;
    Quick *quick = (Quick *)node->atom;
    return value_made(run, quick->run(quick, inputs, 2));
}

Value plain_extent(Run *run, Node *node)
{
    PyObject *known = shape(run, node);
    if (known == NULL)
        return NOT_KNOWN;
    return A_NUMBER(shape_of(known, node->op == OP_WORLD_WIDTH ? layout.width : layout.height));
}

Value plain_distance(Run *run, Node *node)
{
    Value from = value_at(run, node->kids[0]);
    Value to = from.kind == OBJECT ? value_at(run, node->kids[1]) : from;
    PyObject *known = to.kind == OBJECT ? shape(run, node) : NULL;
    double distance = known == NULL ? NAN : distance_between(known, from.object, to.object);
    return isnan(distance) ? NOT_KNOWN : A_NUMBER(distance);
}

/* In which random order `ask` takes a set; an agent for itself. */
Value plain_order(Run *run, Node *node)
{
    Value source = evaluate(run, node->kids[0]);
    if (node->op == OP_LAZY_ORDER && (source.kind == TURTLES || source.kind == PATCHES))
        return value_made(run, walk_through(source.object, (PyObject *)run->rng, source.kind == TURTLES, 0));
    PyObject *target = boxed(run, source);
    if (target == NULL)
        return NOT_KNOWN;
    if (IS_TURTLE(target) || IS_PATCH(target) || IS_LINK(target))
        return agent_is_dead(target) == 0 ? AN_OBJECT(OBJECT, target) : NOT_KNOWN;
    PyObject *inputs[2] = {Py_None, target};
    Quick *quick = (Quick *)node->atom;
    return value_made(run, quick->run(quick, inputs, 2));
}

static int is_slot_of(Node *node, Py_ssize_t index, int own)
{
    return node->op == OP_SLOT_OF && node->kids[0]->op == OP_LOCAL && (node->kids[0]->index == index) == own;
}

/* Where the test of a survey compares a variable of the agent with what is the same for all: the node of the variable,
 * and the value; else NULL.
 */
static Node *compared(Run *run, Node *node, Value *fixed)
{
    Node *test = node->kids[1];
    for (int side = 0; test->op == OP_EQ && side < 2; side++) {
        Node *own = test->kids[side], *other = test->kids[1 - side];
        if (is_slot_of(own, node->index, 1) && (other->op == OP_CONST || is_slot_of(other, node->index, 0))) {
            *fixed = value_at(run, other);
            return own;
        }
    }
    return NULL;
}

/* The test of a survey for one agent. */
static int passes(Run *run, Node *node, Node *own, Value fixed, PyObject *agent)
{
    if (own == NULL) {
        run->locals[node->index] = value_of(agent);
        return is_true(run, node->kids[1]);
    }
    Py_ssize_t offset = offset_in(own, agent); /* no agent has none */
    PyObject *value = offset < 0 ? NULL : SLOT(agent, offset);
    return value == NULL ? -1 : equal(value_of(value), fixed, 1);
}

/* [agent for agent in agents if test] */
static Value sifted(Run *run, Node *node, PyObject *agents)
{
    Value fixed = NOT_KNOWN;
    Node *own = compared(run, node, &fixed);
    PyObject *made = PyList_New(0);
    if (made == NULL || !keep_made(run, made))
        return NOT_KNOWN;
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(agents); i++) {
        PyObject *item = PyList_GET_ITEM(agents, i);
        int test = passes(run, node, own, fixed, item);
        if (test < 0 || (test && PyList_Append(made, item) < 0))
            return NOT_KNOWN;
    }
    return AN_OBJECT(OBJECT, made);
}

/* [value for agent in agents] */
static Value list_of(Run *run, Node *node, PyObject *agents)
{
    Py_ssize_t size = PyList_GET_SIZE(agents);
    PyObject *made = PyList_New(size);
    if (made == NULL || !keep_made(run, made))
        return NOT_KNOWN;
    for (Py_ssize_t i = 0; i < size && i < PyList_GET_SIZE(agents); i++) {
        run->locals[node->index] = value_of(PyList_GET_ITEM(agents, i));
        PyObject *item = object_at(run, node->kids[1]);
        if (item == NULL)
            return NOT_KNOWN;
        PyList_SET_ITEM(made, i, Py_NewRef(item));
    }
    return size == PyList_GET_SIZE(agents) ? AN_OBJECT(OBJECT, made) : NOT_KNOWN;
}

static Value sum(Run *run, Node *node, PyObject *agents)
{
    double total = 0;
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(agents); i++) {
        run->locals[node->index] = value_of(PyList_GET_ITEM(agents, i));
        Value value = evaluate(run, node->kids[1]);
        if (value.kind == EMPTY)
            return value;
        total += value.kind == NUMBER ? value.number : 0;
    }
    return isfinite(total) ? A_NUMBER(total) : NOT_KNOWN;
}

static Value survey(Run *run, Node *node, PyObject *agents)
{
    if (node->op == OP_SIFT)
        return sifted(run, node, agents);
    if (node->op == OP_EACH)
        return list_of(run, node, agents);
    if (node->op == OP_SUM)
        return sum(run, node, agents);
    Py_ssize_t count = 0;
    Value fixed = NOT_KNOWN;
    Node *own = compared(run, node, &fixed);
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(agents); i++) {
        int test = passes(run, node, own, fixed, PyList_GET_ITEM(agents, i));
        if (test < 0)
            return NOT_KNOWN;
        if (node->op != OP_HOW_MANY && test == (node->op == OP_ANY))
            return AN_OBJECT(TRUTH, test ? Py_True : Py_False);
        count += test;
    }
    if (node->op == OP_HOW_MANY)
        return A_NUMBER((double)count);
    return AN_OBJECT(TRUTH, node->op == OP_ALL ? Py_True : Py_False);
}

/* What all agents or items of a list answer: sift, each, how many, any, all, sum. */
Value plain_survey(Run *run, Node *node)
{
    PyObject *agents = listed(evaluate(run, node->kids[0]));
    if (agents == NULL)
        return NOT_KNOWN;
    Py_INCREF(agents); /* a death may make its set list anew */
    Value answer = survey(run, node, agents);
    Py_DECREF(agents);
    return answer;
}

/* The first in random order for which the test is true. */
Value plain_one_with(Run *run, Node *node)
{
    Value source = evaluate(run, node->kids[0]);
    int is_array = source.kind == OBJECT && Py_IS_TYPE(source.object, layout.array_set);
    PyObject *agents = is_array ? SLOT(source.object, layout.array_items) : listed(source);
    if (agents == NULL || (source.kind == OBJECT && PyList_CheckExact(source.object)))
        return NOT_KNOWN;
    PyObject *walk = walk_through(agents, (PyObject *)run->rng, is_array || source.kind == TURTLES, 1), *agent;
    if (walk == NULL || !keep_made(run, walk))
        return NOT_KNOWN;
    while ((agent = PyIter_Next(walk)) != NULL) {
        run->locals[node->index] = AN_OBJECT(OBJECT, agent);
        Py_DECREF(agent); /* nobody dies in here */
        int test = is_true(run, node->kids[1]);
        if (test != 0)
            return test < 0 ? NOT_KNOWN : AN_OBJECT(OBJECT, agent);
    }
    return PyErr_Occurred() ? NOT_KNOWN : AN_OBJECT(OBJECT, layout.nobody);
}
