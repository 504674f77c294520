/* Plain code: a tree of nodes made of the Python that the compiler writes, and one agent's run through it.
 *
 * A run is undone as a whole where it meets what is not the plain case, and Python does that agent's turn from its
 * beginning: so the C needs no word on errors, and results and draws are Python's. netlogo/compiler/plain/plain_expressions.py makes trees.
 */
#ifndef NETLOGO_PLAIN_H
#define NETLOGO_PLAIN_H

#include "kernel.h"

/* X(name in C, name in trees, trees below at least); the order of the first groups tells them apart */
#define PLAIN_OPS(X)                                                                                                   \
    X(NOT, "not", 1) X(AND, "and", 2) X(OR, "or", 2) X(EQ, "eq", 2) X(NE, "ne", 2) X(LT, "lt", 2) X(LE, "le", 2)       \
    X(GT, "gt", 2) X(GE, "ge", 2) X(IS, "is", 2) X(IS_NOT, "is not", 2) X(NOBODY, "is nobody", 1) X(ADD, "add", 2)     \
    X(SUB, "sub", 2) X(MUL, "mul", 2) X(DIV, "div", 2) X(NEG, "neg", 1) X(SQRT, "sqrt", 1) X(ABS, "abs", 1)            \
    X(FINITE, "finite", 1) X(WITHIN, "within", 1) X(NUMERIC, "number", 1) X(RANDOM_FLOAT, "random_float", 1)           \
    X(RANDOM, "random", 1) X(SIFT, "sift", 2) X(EACH, "each", 2) X(HOW_MANY, "how many", 2) X(ANY, "any", 2)           \
    X(ALL, "all", 2) X(SUM, "sum", 2) X(CONST, "const", 0) X(LOCAL, "local", 0) X(KEEP, "keep", 1)                     \
    X(SLOT_OF, "slot", 1) X(ITEMS, "items", 1) X(TURTLES_OF, "turtles", 1) X(PATCHES_OF, "patches", 1)                 \
    X(IF_ELSE, "if else", 3) X(BOOLEAN, "truth", 1) X(CALL, "call", 0) X(COPY, "copy", 0) X(METHOD, "method", 1) X(SURE, "sure", 1)       \
    X(MOVE, "move", 1) X(ONE_WITH, "one with", 2) X(ONE_OF, "one of", 1) X(COUNT, "count", 1) X(ALIVE, "alive", 1)     \
    X(WORLD_WIDTH, "world_width", 0) X(WORLD_HEIGHT, "world_height", 0) X(DISTANCE, "distance", 2)                     \
    X(TURTLES_ON, "turtles on", 1) X(INLINE, "inline", 1) X(BAIL, "bail", 0) X(ORDER, "order", 1)                      \
    X(LAZY_ORDER, "lazy order", 1) X(LINKED, "linked", 1) X(BLOCK, "block", 0) X(STORE, "store", 2)                    \
    X(WHEN, "when", 3) X(FOR, "for", 2) X(SCOPE, "scope", 1) X(GIVE, "give", 1) X(NEXT, "next", 0)                     \
    X(LEAVE, "leave", 0) X(RIGHT, "right", 2) X(LEFT, "left", 2) X(DIE, "die", 1) X(HATCH, "hatch", 3)                 \
    X(SPROUT, "sprout", 3) X(NEW_ORDER, "order of new", 1) X(SET_BREED, "set breed", 2) X(LIST, "list", 0)             \
    X(CHECK_LIST, "check list", 1) X(COUNT_UP, "count up", 1) X(THEN, "then", 2) X(OF, "of", 2)                        \
    X(MOST_ONE, "most one", 2) X(LEAST_ONE, "least one", 2) X(NORMAL, "random_normal", 2) X(WHILE, "while", 2)         \
    X(REPEAT, "repeat", 2) X(FOREACH, "foreach", 2)                \
    X(HEADING, "heading", 2) X(FACE, "face", 2) X(PUT_ENTRY, "put entry", 3) X(HERE, "here", 1)
#define AS_ENUM(op, name, least) OP_##op,
enum { PLAIN_OPS(AS_ENUM) OPS };

/* Small enough for two registers. Objects are borrowed: a slot's old value and all that is made live until the run is
 * over.
 */
typedef enum { EMPTY, NUMBER, TRUTH, OBJECT, TURTLES, PATCHES } Kind;
typedef struct {
    long kind; /* EMPTY: not known */
    union {
        double number;
        PyObject *object; /* TURTLES, PATCHES: the list of a set that is not made yet */
    };
} Value;

static inline Value value_of(PyObject *object)
{
    if (PyFloat_CheckExact(object))
        return (Value){.kind = NUMBER, .number = PyFloat_AS_DOUBLE(object)};
    return (Value){.kind = PyBool_Check(object) ? TRUTH : OBJECT, .object = object};
}

#define NOT_KNOWN ((Value){.kind = EMPTY})
#define A_NUMBER(value) ((Value){.kind = NUMBER, .number = (value)})
#define AN_OBJECT(what, value) ((Value){.kind = (what), .object = (value)})

typedef struct Node Node;
struct Node {
    int op;
    Py_ssize_t index;   /* which local, where the atom is one */
    Value value;        /* of the atom */
    PyObject *atom;     /* a constant, a name, a primitive */
    PyTypeObject *type; /* of the owner met last, for which `offset` or `quick` holds */
    Py_ssize_t offset;
    Quick *quick;
    Py_ssize_t count;
    Node *kids[];
};

Node *make_node(PyObject *tree, Py_ssize_t locals); /* of a tuple (name, atom, tree...); NULL with an error set */
void free_node(Node *node);
int visit_node(Node *node, visitproc visit, void *arg);

/* What was done, so that it can be taken back: a slot that was set has its offset, the others are these. */
enum { MOVED = -1, DIED = -2, BORN = -3, CHANGED_BREED = -4, PUT = -5 };
typedef struct {
    PyObject *owner;   /* BORN: the list of the new turtles; PUT: a dictionary; else an agent or a set */
    Py_ssize_t offset;
    PyObject *old;     /* MOVED, DIED: the patch; BORN: the next number before; CHANGED_BREED: the breed; PUT: the key
                          and what was there, if something was; else the value */
    Py_ssize_t place;  /* MOVED, DIED: where it stood on the patch */
} Change;

#define FEW 24
typedef struct {
    Twister *rng;
    Value *locals;
    Value result;      /* of the procedure that reports */
    PyObject *shape;   /* of the world, once it was asked for */
    int ties;          /* whether it has tied links; -1: nobody has asked */
    long rounds;       /* of loops in this turn */
    Change *changes, few_changes[FEW];
    Py_ssize_t change_count, change_room;
    PyObject **made, *few_made[FEW];
    Py_ssize_t made_count, made_room;
} Run;

void begin_run(Run *run, Twister *rng, Value *locals);
void end_run(Run *run, int undo);
int keep_made(Run *run, PyObject *made);                             /* takes the reference; 0 with an error set */
int store(Run *run, PyObject *owner, Py_ssize_t offset, PyObject *value); /* 0 with an error set */
int note(Run *run, PyObject *owner, Py_ssize_t offset, PyObject *old, Py_ssize_t place); /* 0 with an error set */
int note_motion(Run *run, PyObject *turtle);                         /* before it moves; 0: not known */
Py_ssize_t place_on_patch(PyObject *patch, PyObject *turtle);         /* -1: not known */
void take_back_life(Change *change);                                  /* what is neither a slot nor a move */

Value evaluate(Run *run, Node *node); /* EMPTY also where an error is set, as NULL and -1 below */
int is_true(Run *run, Node *node);    /* -1: not known */
int equal(Value a, Value b, int agents);
Value value_made(Run *run, PyObject *made); /* of what a primitive has made, which may be NULL; takes the reference */
PyObject *boxed(Run *run, Value value);     /* borrowed */
PyObject *object_at(Run *run, Node *node);  /* borrowed: as it lies there, or boxed */
PyObject *listed(Value value);              /* borrowed: the agents of a list or a set */
Value plain_call(Run *run, Node *node);
Value plain_order(Run *run, Node *node);
Value plain_survey(Run *run, Node *node);
Value plain_one_with(Run *run, Node *node);
Value plain_one_of(Run *run, Node *node);
Value plain_count(Run *run, Node *node);
Value plain_turtles_on(Run *run, Node *node);
Value plain_here(Run *run, Node *node);
Value plain_extent(Run *run, Node *node);
Value plain_normal(Run *run, Node *node);
Value plain_distance(Run *run, Node *node);
void learn_type(Node *node, PyTypeObject *type);

/* Where an agent has the slot that the node names; -1: not known. */
static inline Py_ssize_t offset_in(Node *node, PyObject *owner)
{
    if (Py_TYPE(owner) != node->type)
        learn_type(node, Py_TYPE(owner));
    return node->offset;
}

/* `evaluate` without a call where the node is a leaf. */
static inline Value value_at(Run *run, Node *node)
{
    if (node->op == OP_LOCAL)
        return run->locals[node->index];
    return node->op == OP_CONST ? node->value : evaluate(run, node);
}

typedef enum { UNKNOWN = -1, GO_ON, NEXT_AGENT, LEFT } Way;
Way execute(Run *run, Node *node);
Way plain_loop(Run *run, Node *node);  /* while, repeat, foreach */
Way plain_death(Run *run, Node *node);
Way plain_breed(Run *run, Node *node);
Way plain_put(Run *run, Node *node);
void take_back_put(Change *change);
Value plain_births(Run *run, Node *node);
Value plain_order_of_new(Run *run, Node *node);
Value plain_list(Run *run, Node *node);
Value plain_of(Run *run, Node *node);
Value plain_best(Run *run, Node *node);

#endif
