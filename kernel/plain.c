/* Plain code as Python has it: a callable for an expression, an iterator for the loop of an `ask`. */
#include "plain.h"
#include "structmember.h"

#define MOST_LOCALS 200
#define TRIES 16
#define EVERY 64 /* of the loops left to Python, one is tried again */

/* How often plain code did it, and how often Python had to; where Python mostly must, it is not tried any more. */
typedef struct {
    Py_ssize_t done, left;
} Tally;

static int is_worth_it(Tally *tally)
{
    return tally->left < TRIES || tally->left < tally->done;
}

typedef struct {
    PyObject_HEAD
    vectorcallfunc vectorcall;
    Node *root;
    Twister *rng;
    PyObject *twin;     /* None: this is the body of a loop */
    Py_ssize_t locals;  /* the first are the inputs; of a loop the agent and then the inputs */
    Tally tally;
    unsigned passed;    /* loops that were left to Python as a whole, since most turns of those before were */
} Plain;

typedef struct {
    PyObject_HEAD
    Plain *plain;
    PyObject *agents;   /* an iterator */
    PyObject *inputs;   /* a tuple */
    Tally tally;
} PlainLoop;

/* Fills the locals: some values, then nothing. */
static void fill(Value *locals, Py_ssize_t count, PyObject *const *values, Py_ssize_t given)
{
    for (Py_ssize_t i = 0; i < count; i++)
        locals[i] = i < given ? value_of(values[i]) : NOT_KNOWN;
}

static PyObject *value(Plain *plain, PyObject *const *args, Py_ssize_t given)
{
    Value locals[MOST_LOCALS];
    Run run;
    fill(locals, plain->locals, args, given);
    begin_run(&run, plain->rng, locals);
    PyObject *result = Py_XNewRef(boxed(&run, evaluate(&run, plain->root)));
    end_run(&run, result == NULL);
    return result;
}

static PyObject *loop(Plain *plain, PyObject *const *args, Py_ssize_t given)
{
    if (!is_worth_it(&plain->tally) && ++plain->passed % EVERY != 0)
        return PyObject_GetIter(args[0]);
    PyObject *agents = PyObject_GetIter(args[0]), *inputs = PyTuple_New(given - 1);
    PlainLoop *made = agents == NULL || inputs == NULL ? NULL : PyObject_GC_New(PlainLoop, &PlainLoopType);
    if (made == NULL) {
        Py_XDECREF(agents);
        Py_XDECREF(inputs);
        return NULL;
    }
    for (Py_ssize_t i = 1; i < given; i++)
        PyTuple_SET_ITEM(inputs, i - 1, Py_NewRef(args[i]));
    made->plain = (Plain *)Py_NewRef(plain);
    made->agents = agents;
    made->inputs = inputs;
    made->tally = (Tally){0, 0};
    PyObject_GC_Track(made);
    return (PyObject *)made;
}

static PyObject *vectorcall(PyObject *self, PyObject *const *args, size_t flags, PyObject *names)
{
    Plain *plain = (Plain *)self;
    Py_ssize_t given = PyVectorcall_NARGS(flags);
    if (given < 1 || given > plain->locals || names != NULL)
        return PyErr_Format(PyExc_TypeError, "expected 1 to %zd inputs, got %zd", plain->locals, given);
    if (plain->twin == Py_None)
        return loop(plain, args, given);
    PyObject *result = is_worth_it(&plain->tally) ? value(plain, args, given) : NULL;
    plain->tally.done += result != NULL;
    plain->tally.left += result == NULL;
    return result != NULL || PyErr_Occurred() || plain->twin == NULL ? result : PyObject_Vectorcall(plain->twin, args, flags, names);
}

/* The turn of one agent in a run that goes on while there is nothing to take back or to free; 0: Python must do it,
 * -1: an error.
 */
static int turn(Run *run, Plain *plain, PyObject *agent, Py_ssize_t given)
{
    run->locals[0] = AN_OBJECT(OBJECT, agent);
    for (Py_ssize_t i = given; i < plain->locals; i++)
        run->locals[i].kind = EMPTY;
    run->rounds = 0;
    twister_hold(plain->rng);
    if (execute(run, plain->root) != UNKNOWN) {
        if (run->change_count > 0 || run->made_count > 0) {
            end_run(run, 0);
            begin_run(run, plain->rng, run->locals);
        }
        return 1;
    }
    return PyErr_Occurred() ? -1 : 0;
}

/* The next agent whose turn Python must do. */
static PyObject *next_left(PyObject *self)
{
    PlainLoop *loop = (PlainLoop *)self;
    Plain *plain = loop->plain;
    Tally *tally = &loop->tally;
    Value locals[MOST_LOCALS];
    Run run;
    Py_ssize_t given = PyTuple_GET_SIZE(loop->inputs);
    fill(locals + 1, given, PySequence_Fast_ITEMS(loop->inputs), given);
    begin_run(&run, plain->rng, locals);
    int tried = 0, done = 1;
    PyObject *agent;
    while ((agent = PyIter_Next(loop->agents)) != NULL) {
        tried = is_worth_it(tally);
        done = tried ? turn(&run, plain, agent, given + 1) : 0;
        if (done <= 0)
            break;
        tally->done++;
        Py_DECREF(agent);
    }
    tally->left += done == 0;
    end_run(&run, tried && done <= 0);
    if (done < 0)
        Py_CLEAR(agent);
    return agent;
}

static int traverse_loop(PyObject *self, visitproc visit, void *arg)
{
    PlainLoop *loop = (PlainLoop *)self;
    Py_VISIT(loop->plain);
    Py_VISIT(loop->agents);
    Py_VISIT(loop->inputs);
    return 0;
}

static void dealloc_loop(PyObject *self)
{
    PlainLoop *loop = (PlainLoop *)self;
    PyObject_GC_UnTrack(self);
    loop->plain->tally.done += loop->tally.done;
    loop->plain->tally.left += loop->tally.left;
    Py_XDECREF(loop->plain);
    Py_XDECREF(loop->agents);
    Py_XDECREF(loop->inputs);
    Py_TYPE(self)->tp_free(self);
}

PyTypeObject PlainLoopType = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "netlogo.runtime._kernel.PlainLoop",
    .tp_basicsize = sizeof(PlainLoop),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = traverse_loop,
    .tp_dealloc = dealloc_loop,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = next_left,
};

static PyObject *make(PyTypeObject *type, PyObject *args, PyObject *Py_UNUSED(names))
{
    PyObject *tree, *rng, *twin;
    Py_ssize_t locals;
    if (!PyArg_ParseTuple(args, "OnO!O", &tree, &locals, &TwisterType, &rng, &twin))
        return NULL;
    if (locals < 1 || locals > MOST_LOCALS)
        return PyErr_Format(PyExc_ValueError, "expected 1 to %d locals, got %zd", MOST_LOCALS, locals);
    Node *root = make_node(tree, locals);
    Plain *plain = root == NULL ? NULL : (Plain *)type->tp_alloc(type, 0);
    if (plain == NULL) {
        free_node(root);
        return NULL;
    }
    plain->vectorcall = vectorcall;
    plain->root = root;
    plain->rng = (Twister *)Py_NewRef(rng);
    plain->twin = Py_NewRef(twin);
    plain->locals = locals;
    return (PyObject *)plain;
}

static int traverse(PyObject *self, visitproc visit, void *arg)
{
    Plain *plain = (Plain *)self;
    Py_VISIT(plain->rng);
    Py_VISIT(plain->twin);
    return visit_node(plain->root, visit, arg);
}

static int clear(PyObject *self)
{
    Py_CLEAR(((Plain *)self)->twin);
    return 0;
}

static void dealloc(PyObject *self)
{
    Plain *plain = (Plain *)self;
    PyObject_GC_UnTrack(self);
    free_node(plain->root);
    Py_XDECREF(plain->rng);
    Py_XDECREF(plain->twin);
    Py_TYPE(self)->tp_free(self);
}

static PyMemberDef members[] = {
    {"done", T_PYSSIZET, offsetof(Plain, tally.done), READONLY, "how often plain code did it"},
    {"left", T_PYSSIZET, offsetof(Plain, tally.left), READONLY, "how often Python had to"},
    {NULL},
};

PyTypeObject PlainType = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "netlogo.runtime._kernel.Plain",
    .tp_doc = "Plain(tree, locals, generator, twin): see netlogo.compiler.plain.plain_expressions.",
    .tp_basicsize = sizeof(Plain),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_HAVE_VECTORCALL,
    .tp_vectorcall_offset = offsetof(Plain, vectorcall),
    .tp_call = PyVectorcall_Call,
    .tp_new = make,
    .tp_members = members,
    .tp_traverse = traverse,
    .tp_clear = clear,
    .tp_dealloc = dealloc,
};
