using Akka.Actor;
using Akka.Event;
using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Gateway;
using Restaurant.Actors.Nodes;
using Restaurant.Actors.Persistence;

namespace Restaurant.Projections.Deadlines;

/// <summary>
/// Looks for orders whose time runs out, and gives them the command of the system that is due. It only asks: each order decides by its own state and the clock of its own node, and makes
/// at most one event, however many sweepers ask and however often. One in the cluster is enough.
/// </summary>
/// <remarks>
/// It never waits for anything: what it reads and what it sends comes back as a message, so that it stops at once when it is told to.
/// </remarks>
public sealed class DeadlineSweeper : ReceiveActor, IWithTimers
{
    // Ordinary commands are served beside a thousand orders that are due at once.
    private const int MostAtOnce = 16;

    // One that is not answered soon (its node has just gone, its journal is silent) does not take the turn of another. So many may: they only wait.
    private const int MostUnanswered = 512;
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(500);

    // Then the order is asked anew, with the same command id.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromMilliseconds(50);

    // The clock of this node may be behind that of the order's node. An order that is asked too early says how long it takes.
    private static readonly TimeSpan Lead = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    // The table is a moment behind; or its row does not go, since what has happened to the order is parked.
    private static readonly GrowingPause Settled = new(TimeSpan.FromSeconds(5), LongestWait);
    private static readonly GrowingPause Unanswered = new(TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(5));

    // Somebody has to mend the order, or the program.
    private static readonly GrowingPause Broken = new(TimeSpan.FromSeconds(5), LongestWait);

    private readonly CommandGateway _gateway;
    private readonly DeadlinesView _view;
    private readonly NodeStatus _node;
    private readonly OutageNotice _outage;
    private readonly TimeProvider _time;
    private readonly DeadlineMetrics _metrics;
    private readonly CoordinatedShutdown _shutdown = CoordinatedShutdown.Get(Context.System);
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly IReadOnlyList<DeadlineRound> _rounds;

    // Since when each command is under way.
    private readonly Dictionary<OrderDeadline, long> _sent = [];
    private bool _isLooking;
    private long _lookAt = long.MaxValue;
    private Type? _fault;

    public DeadlineSweeper(CommandGateway gateway, DeadlinesView view, NodeStatus node, OutageNotice outage, TimeProvider time, DeadlineMetrics metrics)
    {
        (_gateway, _view, _node, _outage, _time, _metrics) = (gateway, view, node, outage, time, metrics);
        _rounds = [.. DeadlineKind.All.Select(kind => new DeadlineRound(kind, time))];

        Receive<Look>(_ => LookIntoTheTable());
        Receive<Found>(Take);
        Receive<NotFound>(missed => GoOnWithout(missed.Cause));
        Receive<Answered>(Take);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    // A node that leaves, or that the others have gone on without, has nothing to say.
    private bool IsOver => _shutdown.ShutdownReason is not null || _node.Lost is not null;

    public static Props Props(CommandGateway gateway, DeadlinesView view, NodeStatus node, OutageNotice outage, TimeProvider time, DeadlineMetrics metrics) =>
        Akka.Actor.Props.Create(() => new DeadlineSweeper(gateway, view, node, outage, time, metrics));

    protected override void PreStart() => Self.Tell(Look.Instance);

    private void LookIntoTheTable()
    {
        _lookAt = long.MaxValue;
        if (_isLooking)
        {
            return;
        }

        List<(DeadlineRound Round, OrderDeadline? After)> asked = IsOver ? [] : [.. _rounds.Where(round => round.HasRoom).Select(round => (round, round.After))];
        if (asked.Count == 0)
        {
            LookWithin(Interval);
            return;
        }

        _isLooking = true;
        var by = _time.GetUtcNow() + Lead;
        // Elsewhere: SQLite's driver does not return before it is done.
        Task.Run(() => FindAsync(asked, by)).PipeTo(Self, Self, success: found => found, failure: cause => new NotFound(cause));
    }

    private async Task<Found> FindAsync(List<(DeadlineRound Round, OrderDeadline? After)> asked, DateTimeOffset by)
    {
        var pages = new List<(DeadlineRound, IReadOnlyList<OrderDeadline>)>();
        foreach (var (round, after) in asked)
        {
            pages.Add((round, await _view.DueAsync(round.Kind, by, after, DeadlineRound.Page, CancellationToken.None)));
        }

        return new Found(pages);
    }

    private void Take(Found found)
    {
        if (!found.Pages.All(page => _rounds.Contains(page.Round)))
        {
            // An earlier life of this actor has looked.
            return;
        }

        _isLooking = false;
        if (_fault is not null)
        {
            _log.Info("Deadlines are looked for again");
            _fault = null;
        }

        foreach (var (round, page) in found.Pages)
        {
            round.Take(page);
        }

        Send();
        LookWithin(Interval);
        if (_rounds.Select(round => round.UntilNext()).Min() is { } next)
        {
            LookWithin(next);
        }

        LookForMore();
    }

    private void GoOnWithout(Exception cause)
    {
        _isLooking = false;
        // An outage is told once, by whoever meets it first.
        if (!_outage(cause) && _fault != cause.GetType())
        {
            _fault = cause.GetType();
            _log.Warning("Deadlines cannot be looked for, which is tried again by itself: {Cause}", cause.Message);
        }

        LookWithin(Interval);
    }

    /// <summary>The rest of a round is read as soon as there is room for it.</summary>
    private void LookForMore()
    {
        if (_rounds.Any(round => round.After is not null && round.HasRoom))
        {
            LookWithin(ShortestInterval);
        }
    }

    // Never later than was meant before: while answers come in, there is always a next one.
    private void LookWithin(TimeSpan pause)
    {
        var least = pause < ShortestInterval ? ShortestInterval : pause;
        var at = _time.GetTimestamp() + (long)(least.TotalSeconds * _time.TimestampFrequency);
        if (at < _lookAt)
        {
            _lookAt = at;
            Timers.StartSingleTimer(nameof(Look), Look.Instance, least);
        }
    }

    private void Send()
    {
        while (!IsOver && MayBeSent() && TryNext(out var deadline))
        {
            _sent[deadline] = _time.GetTimestamp();
            AskAsync(deadline).PipeTo(Self, Self);
        }
    }

    private bool MayBeSent() =>
        _sent.Count < MostAtOnce || (_sent.Count < MostUnanswered && _sent.Values.Count(since => _time.GetElapsedTime(since) < Soon) < MostAtOnce);

    private bool TryNext(out OrderDeadline deadline)
    {
        // Those that have had no answer wait behind those that were never asked, which may live elsewhere.
        foreach (var repeated in new[] { false, true })
        {
            foreach (var round in _rounds)
            {
                if (round.TryNext(repeated, out deadline))
                {
                    return true;
                }
            }
        }

        deadline = null!;
        return false;
    }

    private async Task<Answered> AskAsync(OrderDeadline deadline)
    {
        using var enough = new CancellationTokenSource(Patience, _time);
        try
        {
            return new Answered(deadline, await _gateway.SendAsync(
                new CommandRequest(deadline.Kind.Command, deadline.OrderId, Caller.System, deadline.CommandId, Guid.CreateVersion7().ToString()), enough.Token));
        }
        catch (OperationCanceledException)
        {
            return new Answered(deadline, new Outcome.Unavailable("The order did not answer in time."));
        }
        catch (Exception fault)
        {
            return new Answered(deadline, new Outcome.Unavailable(fault.Message, Lasting: !_outage(fault)));
        }
    }

    private void Take(Answered answered)
    {
        var (deadline, outcome) = (answered.Deadline, answered.Outcome);
        if (!_sent.Remove(deadline))
        {
            // An earlier life of this actor has sent it.
            return;
        }

        var round = _rounds.Single(each => each.Kind == deadline.Kind);
        switch (outcome)
        {
            case Outcome.NotDue { For: { } left }:
                round.Wait(deadline, left < LongestWait ? left : LongestWait);
                LookWithin(left);
                break;
            case Outcome.NotDue or Outcome.Unavailable { Lasting: false }:
                round.Wait(deadline, Unanswered);
                break;
            case Outcome.Unavailable(var reason, Lasting: true):
                if (round.Wait(deadline, Broken) && !IsOver)
                {
                    _log.Warning("{Command} of order {OrderId} is tried ever more seldom: {Cause}", deadline.Kind.Name, deadline.OrderId, reason);
                }

                break;
            default:
                // Also a refusal: somebody has accepted, canceled or changed the order in time.
                round.Wait(deadline, Settled);
                break;
        }

        _metrics.Count(deadline.Kind, NameOf(outcome));
        _log.Debug("{Command} of order {OrderId}: {Outcome}", deadline.Kind.Name, deadline.OrderId, NameOf(outcome));
        Send();
        LookForMore();
    }

    private static string NameOf(Outcome outcome) => outcome switch
    {
        Outcome.Done { Replayed: false } => "fired",
        Outcome.Done => "repeated",
        Outcome.Refused => "refused",
        Outcome.NotDue => "notDue",
        Outcome.Unavailable => "unavailable",
        _ => throw new InvalidOperationException($"{outcome.GetType().Name} is no outcome."),
    };

    // None of these leaves the node.
    private abstract record Internal : INoSerializationVerificationNeeded;

    private sealed record Look : Internal
    {
        public static readonly Look Instance = new();
    }

    /// <param name="Pages">What is behind the place up to which each of these rounds has read.</param>
    private sealed record Found(IReadOnlyList<(DeadlineRound Round, IReadOnlyList<OrderDeadline> Page)> Pages) : Internal;

    private sealed record NotFound(Exception Cause) : Internal;

    private sealed record Answered(OrderDeadline Deadline, Outcome Outcome) : Internal;
}
