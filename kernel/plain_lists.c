/* Plain code: lists, tables, loops, and what several agents report. */
#include "plain.h"
#include <math.h>

#define MOST_ROUNDS 20000 /* of loops in one turn; Python, which can be interrupted, goes on with longer ones */

static int one_more_round(Run *run)
{
    return run->rounds++ < MOST_ROUNDS;
}

/* A new list of what all below give. */
static Value listing(Run *run, Node *node)
{
    PyObject *list = PyList_New(0);
    if (list == NULL || !keep_made(run, list))
        return NOT_KNOWN;
    for (Py_ssize_t i = 0; i < node->count; i++) {
        PyObject *item = object_at(run, node->kids[i]);
        if (item == NULL || PyList_Append(list, item) < 0)
            return NOT_KNOWN;
    }
    return AN_OBJECT(OBJECT, list);
}

/* 0, 1, ... as numbers. */
static Value count_up(Run *run, double rounds)
{
    PyObject *list = rounds >= 0 && rounds < MOST_ROUNDS ? PyList_New((Py_ssize_t)rounds) : NULL;
    for (Py_ssize_t i = 0; list != NULL && i < (Py_ssize_t)rounds; i++) {
        PyObject *number = PyFloat_FromDouble((double)i);
        if (number == NULL)
            Py_CLEAR(list);
        else
            PyList_SET_ITEM(list, i, number);
    }
    return list != NULL && keep_made(run, list) ? AN_OBJECT(OBJECT, list) : NOT_KNOWN;
}

Value plain_list(Run *run, Node *node)
{
    if (node->op == OP_LIST)
        return listing(run, node);
    Value value = evaluate(run, node->kids[0]);
    if (node->op == OP_COUNT_UP)
        return value.kind == NUMBER ? count_up(run, value.number) : NOT_KNOWN;
    return value.kind == OBJECT && PyList_CheckExact(value.object) ? value : NOT_KNOWN;
}

/* -- tables */

Way plain_put(Run *run, Node *node)
{
    PyObject *inputs[3];
    for (Py_ssize_t i = 0; i < 3; i++)
        if ((inputs[i] = object_at(run, node->kids[i])) == NULL)
            return UNKNOWN;
    PyObject *entries = entries_for(inputs[0], inputs[1]);
    PyObject *pair = entries == NULL ? NULL : PyDict_GetItemWithError(entries, inputs[1]);
    if (entries == NULL || PyErr_Occurred())
        return UNKNOWN;
    PyObject *old = pair == NULL ? PyTuple_Pack(1, inputs[1]) : PyTuple_Pack(2, inputs[1], pair);
    if (old == NULL || !keep_made(run, old) || !note(run, entries, PUT, old, 0))
        return UNKNOWN;
    return put_entry(entries, inputs[1], inputs[2]) < 0 ? UNKNOWN : GO_ON;
}

void take_back_put(Change *change)
{
    PyObject *key = PyTuple_GET_ITEM(change->old, 0);
    int failed = PyTuple_GET_SIZE(change->old) == 1 ? PyDict_DelItem(change->owner, key)
                                                    : PyDict_SetItem(change->owner, key, PyTuple_GET_ITEM(change->old, 1));
    if (failed)
        PyErr_WriteUnraisable(change->owner);
}

/* -- loops */

static Way repeat(Run *run, Node *node)
{
    Value times = evaluate(run, node->kids[0]);
    if (times.kind != NUMBER || !(fabs(times.number) < 1e9))
        return UNKNOWN;
    Way way = GO_ON;
    for (long i = 0, rounds = (long)times.number; way == GO_ON && i < rounds; i++)
        way = one_more_round(run) ? execute(run, node->kids[1]) : UNKNOWN;
    return way;
}

static Way foreach(Run *run, Node *node)
{
    Value items = evaluate(run, node->kids[0]);
    if (items.kind != OBJECT || !PyList_CheckExact(items.object))
        return UNKNOWN;
    PyObject *list = items.object;
    Way way = GO_ON;
    Py_INCREF(list);
    for (Py_ssize_t i = 0; way == GO_ON && i < PyList_GET_SIZE(list); i++) {
        run->locals[node->index] = value_of(PyList_GET_ITEM(list, i));
        way = one_more_round(run) ? execute(run, node->kids[1]) : UNKNOWN;
    }
    Py_DECREF(list);
    return way;
}

Way plain_loop(Run *run, Node *node)
{
    if (node->op == OP_REPEAT)
        return repeat(run, node);
    if (node->op == OP_FOREACH)
        return foreach(run, node);
    Way way = GO_ON;
    int test;
    while (way == GO_ON && (test = is_true(run, node->kids[0])) != 0)
        way = test > 0 && one_more_round(run) ? execute(run, node->kids[1]) : UNKNOWN;
    return way;
}

/* -- what agents report */

/* The list of what each reports in an order drawn on the way. */
static Value of_each(Run *run, Node *node, PyObject *items, int skips_dead)
{
    PyObject *list = PyList_New(0), *agent;
    PyObject *walk = walk_through(items, (PyObject *)run->rng, skips_dead, 0);
    if (walk == NULL || !keep_made(run, walk)) {
        Py_XDECREF(list);
        return NOT_KNOWN;
    }
    if (list == NULL || !keep_made(run, list))
        return NOT_KNOWN;
    while ((agent = PyIter_Next(walk)) != NULL) {
        run->locals[node->index] = AN_OBJECT(OBJECT, agent);
        PyObject *reported = object_at(run, node->kids[1]);
        int failed = reported == NULL || PyList_Append(list, reported) < 0;
        Py_DECREF(agent);
        if (failed)
            return NOT_KNOWN;
    }
    return PyErr_Occurred() ? NOT_KNOWN : AN_OBJECT(OBJECT, list);
}

/* Of an agent what it reports, of a set the list of it. */
Value plain_of(Run *run, Node *node)
{
    Value target = evaluate(run, node->kids[0]);
    if (target.kind == TURTLES || target.kind == PATCHES)
        return of_each(run, node, target.object, target.kind == TURTLES);
    if (target.kind != OBJECT)
        return NOT_KNOWN;
    PyObject *object = target.object;
    if (IS_TURTLE(object) || IS_PATCH(object) || IS_LINK(object)) {
        run->locals[node->index] = target;
        return agent_is_dead(object) == 0 ? evaluate(run, node->kids[1]) : NOT_KNOWN;
    }
    if (Py_IS_TYPE(object, layout.array_set))
        return of_each(run, node, SLOT(object, layout.array_items), 1);
    PyObject *agents = PyList_CheckExact(object) ? NULL : agents_of(object);
    return agents == NULL ? NOT_KNOWN : of_each(run, node, agents, 0);
}

/* One of the agents that report the most, or the least; what is no number does not count. */
Value plain_best(Run *run, Node *node)
{
    PyObject *agents = listed(evaluate(run, node->kids[0])), *winners = agents == NULL ? NULL : PyList_New(0);
    if (winners == NULL || !keep_made(run, winners) || !keep_made(run, Py_NewRef(agents)))
        return NOT_KNOWN;
    double best = -1.7976931348623157e308, sign = node->op == OP_MOST_ONE ? 1.0 : -1.0;
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(agents); i++) {
        PyObject *agent = PyList_GET_ITEM(agents, i);
        run->locals[node->index] = AN_OBJECT(OBJECT, agent);
        Value value = evaluate(run, node->kids[1]);
        if (value.kind == EMPTY)
            return NOT_KNOWN;
        if (value.kind != NUMBER || !(sign * value.number >= best))
            continue;
        if (sign * value.number > best && PyList_SetSlice(winners, 0, PyList_GET_SIZE(winners), NULL) < 0)
            return NOT_KNOWN;
        best = sign * value.number;
        if (PyList_Append(winners, agent) < 0)
            return NOT_KNOWN;
    }
    Py_ssize_t size = PyList_GET_SIZE(winners);
    return AN_OBJECT(OBJECT, size == 0 ? layout.nobody : PyList_GET_ITEM(winners, twister_int(run->rng, (int32_t)size)));
}
