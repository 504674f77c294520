/* Expressions of plain code; what they mean, the Python that they were made of says. */
#include "plain.h"
#include <math.h>

Value value_made(Run *run, PyObject *made)
{
    if (made == NULL)
        return NOT_KNOWN;
    Value value = value_of(made);
    if (value.kind == OBJECT)
        return keep_made(run, made) ? value : NOT_KNOWN;
    Py_DECREF(made);
    return value;
}

PyObject *boxed(Run *run, Value value)
{
    PyObject *made;
    switch (value.kind) {
    case NUMBER:
        made = PyFloat_FromDouble(value.number);
        break;
    case TURTLES:
        made = new_turtle_set(Py_NewRef(value.object));
        break;
    case PATCHES:
        made = new_patch_set(Py_NewRef(value.object));
        break;
    default:
        return value.kind == EMPTY ? NULL : value.object;
    }
    return made != NULL && keep_made(run, made) ? made : NULL;
}

PyObject *listed(Value value)
{
    if (value.kind == TURTLES || value.kind == PATCHES)
        return value.object;
    if (value.kind != OBJECT)
        return NULL;
    if (PyList_CheckExact(value.object))
        return value.object;
    return Py_IS_TYPE(value.object, &ListedType) ? list_in_turn(value.object) : agents_of(value.object);
}

/* -- questions, with the answers 1, 0 and -1: not known */

/* Of numbers, truth values and strings; where `agents`, as NetLogo's = has it, of lists and agents as well. */
int equal(Value a, Value b, int agents)
{
    if (a.kind != b.kind) /* only NetLogo's = is asked of two kinds, and its sets are no lists */
        return agents && a.kind != EMPTY && b.kind != EMPTY && a.kind <= OBJECT && b.kind <= OBJECT ? 0 : -1;
    if (a.kind == NUMBER)
        return a.number == b.number;
    if (a.kind == TRUTH)
        return a.object == b.object;
    if (a.kind != OBJECT)
        return -1;
    if (PyUnicode_CheckExact(a.object) && PyUnicode_CheckExact(b.object))
        return a.object == b.object || (PyUnicode_GET_LENGTH(a.object) == PyUnicode_GET_LENGTH(b.object) &&
                                        PyUnicode_Compare(a.object, b.object) == 0);
    if (agents && (PyUnicode_CheckExact(a.object) || PyList_CheckExact(a.object) || a.object == layout.nobody))
        return same_values(a.object, b.object, 0);
    int alive = agents && Py_TYPE(a.object) == Py_TYPE(b.object) && (IS_TURTLE(a.object) || IS_PATCH(a.object)) &&
                agent_is_dead(a.object) == 0 && agent_is_dead(b.object) == 0;
    return alive ? a.object == b.object : -1;
}

static int identical(Value a, Value b)
{
    if (a.kind == EMPTY || b.kind == EMPTY || a.kind > OBJECT || b.kind > OBJECT)
        return -1;
    if (a.kind != b.kind)
        return 0;
    return a.kind == NUMBER ? -1 : a.object == b.object;
}

static int negated(int answer)
{
    return answer < 0 ? answer : !answer;
}

static int compare(Run *run, Node *node)
{
    Value a = value_at(run, node->kids[0]);
    Value b = a.kind == EMPTY ? a : value_at(run, node->kids[1]);
    switch (node->op) {
    case OP_EQ:
        return equal(a, b, node->atom == Py_True);
    case OP_NE:
        return negated(equal(a, b, 0));
    case OP_IS:
        return identical(a, b);
    case OP_IS_NOT:
        return negated(identical(a, b));
    }
    if (a.kind != NUMBER || b.kind != NUMBER)
        return -1;
    switch (node->op) {
    case OP_LT:
        return a.number < b.number;
    case OP_LE:
        return a.number <= b.number;
    case OP_GT:
        return a.number > b.number;
    default:
        return a.number >= b.number;
    }
}

static int is_nobody(Value value)
{
    if (value.kind != OBJECT)
        return -1;
    if (value.object == layout.nobody)
        return 1;
    int agent = IS_TURTLE(value.object) || IS_PATCH(value.object) || IS_LINK(value.object);
    return agent ? agent_is_dead(value.object) : -1;
}

static int as_truth(Value value)
{
    if (value.kind == TRUTH)
        return value.object == Py_True;
    if (value.kind == EMPTY || value.kind == NUMBER || (value.kind == OBJECT && !PyList_CheckExact(value.object)))
        return -1;
    return PyList_GET_SIZE(value.object) > 0;
}

int is_true(Run *run, Node *node)
{
    int first;
    switch (node->op) {
    case OP_NOT:
        return negated(is_true(run, node->kids[0]));
    case OP_AND:
    case OP_OR:
        first = is_true(run, node->kids[0]);
        return first < 0 || first == (node->op == OP_OR) ? first : is_true(run, node->kids[1]);
    case OP_NOBODY:
        return is_nobody(evaluate(run, node->kids[0]));
    }
    return node->op <= OP_IS_NOT ? compare(run, node) : as_truth(evaluate(run, node));
}

/* -- values */

/* Among the whole numbers below a limit that is one itself. */
static Value random_whole(Twister *rng, double limit)
{
    if (!(limit > 0 && limit < 9007199254740992.0) || limit != floor(limit))
        return NOT_KNOWN;
    return A_NUMBER((double)twister_long(rng, (int64_t)limit));
}

static Value arithmetic(Run *run, Node *node)
{
    Value a = value_at(run, node->kids[0]), b = a;
    if (a.kind == NUMBER && node->count > 1)
        b = value_at(run, node->kids[1]);
    if (a.kind != NUMBER || b.kind != NUMBER)
        return NOT_KNOWN;
    switch (node->op) {
    case OP_ADD:
        return A_NUMBER(a.number + b.number);
    case OP_SUB:
        return A_NUMBER(a.number - b.number);
    case OP_MUL:
        return A_NUMBER(a.number * b.number);
    case OP_DIV:
        return b.number == 0 ? NOT_KNOWN : A_NUMBER(a.number / b.number);
    case OP_NEG:
        return A_NUMBER(-a.number);
    case OP_SQRT:
        return a.number >= 0 ? A_NUMBER(sqrt(a.number)) : NOT_KNOWN;
    case OP_ABS:
        return A_NUMBER(a.number < 0 ? -a.number : a.number);
    case OP_RANDOM_FLOAT:
        return isfinite(a.number) ? A_NUMBER(a.number * twister_double(run->rng)) : NOT_KNOWN;
    case OP_RANDOM:
        return random_whole(run->rng, a.number);
    case OP_FINITE:
        return isfinite(a.number) ? a : NOT_KNOWN;
    case OP_WITHIN:
        return a.number >= 0 && a.number < node->value.number ? a : NOT_KNOWN;
    default:
        return a;
    }
}

PyObject *object_at(Run *run, Node *node)
{
    if (node->op == OP_CONST)
        return node->atom;
    if (node->op != OP_SLOT_OF)
        return boxed(run, value_at(run, node));
    Value owner = value_at(run, node->kids[0]);
    Py_ssize_t offset = owner.kind == OBJECT ? offset_in(node, owner.object) : -1;
    return offset < 0 ? NULL : SLOT(owner.object, offset);
}

static Value slot(Run *run, Node *node)
{
    PyObject *found = object_at(run, node);
    return found == NULL ? NOT_KNOWN : value_of(found);
}

/* A list as a set that is not made yet, or the list of a set, which the set may give up at the next death. */
static Value as_set(Run *run, Node *node, Kind kind)
{
    Value source = evaluate(run, node->kids[0]);
    PyObject *list = listed(source);
    if (list == NULL || (list != source.object && !keep_made(run, Py_NewRef(list))))
        return NOT_KNOWN;
    return AN_OBJECT(kind, list);
}

Value evaluate(Run *run, Node *node)
{
    Value value;
    int test;
    switch (node->op) {
    case OP_CONST:
        return node->value;
    case OP_LOCAL:
        return run->locals[node->index];
    case OP_KEEP:
        value = evaluate(run, node->kids[0]);
        run->locals[node->index] = value;
        return value;
    case OP_SLOT_OF:
        return slot(run, node);
    case OP_ITEMS:
        return as_set(run, node, OBJECT);
    case OP_TURTLES_OF:
        return as_set(run, node, TURTLES);
    case OP_PATCHES_OF:
        return as_set(run, node, PATCHES);
    case OP_IF_ELSE:
        test = is_true(run, node->kids[0]);
        return test < 0 ? NOT_KNOWN : evaluate(run, node->kids[test ? 1 : 2]);
    case OP_BOOLEAN:
        value = evaluate(run, node->kids[0]);
        return value.kind == TRUTH ? value : NOT_KNOWN;
    case OP_CALL:
    case OP_COPY:
    case OP_METHOD:
    case OP_SURE:
    case OP_MOVE:
    case OP_LINKED:
        return plain_call(run, node);
    case OP_ORDER:
    case OP_LAZY_ORDER:
        return plain_order(run, node);
    case OP_ONE_WITH:
        return plain_one_with(run, node);
    case OP_ONE_OF:
        return plain_one_of(run, node);
    case OP_COUNT:
        return plain_count(run, node);
    case OP_ALIVE:
        value = value_at(run, node->kids[0]);
        return is_nobody(value) == 0 ? value : NOT_KNOWN;
    case OP_WORLD_WIDTH:
    case OP_WORLD_HEIGHT:
        return plain_extent(run, node);
    case OP_DISTANCE:
        return plain_distance(run, node);
    case OP_HERE:
        return plain_here(run, node);
    case OP_TURTLES_ON:
        return plain_turtles_on(run, node);
    case OP_THEN:
        return evaluate(run, node->kids[0]).kind == EMPTY ? NOT_KNOWN : evaluate(run, node->kids[1]);
    case OP_HATCH:
    case OP_SPROUT:
        return plain_births(run, node);
    case OP_NEW_ORDER:
        return plain_order_of_new(run, node);
    case OP_LIST:
    case OP_CHECK_LIST:
    case OP_COUNT_UP:
        return plain_list(run, node);
    case OP_OF:
        return plain_of(run, node);
    case OP_MOST_ONE:
    case OP_LEAST_ONE:
        return plain_best(run, node);
    case OP_NORMAL:
        return plain_normal(run, node);
    case OP_INLINE:
        return execute(run, node->kids[0]) == LEFT ? run->result : NOT_KNOWN;
    case OP_BAIL:
        return NOT_KNOWN;
    }
    if (node->op >= OP_SIFT)
        return plain_survey(run, node);
    if (node->op >= OP_ADD)
        return arithmetic(run, node);
    test = is_true(run, node);
    return test < 0 ? NOT_KNOWN : AN_OBJECT(TRUTH, test ? Py_True : Py_False);
}
