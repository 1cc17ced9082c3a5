using System.Collections.Immutable;
using Akka;
using Akka.Actor;
using Akka.Cluster;
using Akka.Event;
using Akka.Remote;
using Restaurant.Actors.Persistence;

namespace Restaurant.Actors.Nodes;

/// <summary>
/// Brings this node into the cluster, says in the database that it is there, and sees to it that the node ends when the cluster goes on
/// without it.
/// </summary>
/// <remarks>
/// Only the first seed node forms a cluster, and Akka lets it do so as soon as no other seed answers. It may have been started again while the others
/// go on, and be cut off from them: so it looks in the database first, and waits for those that have reported there. A node without seed nodes is a cluster of its own, and ends
/// where others are at work.
/// </remarks>
public sealed class MembershipActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    // Longer than a report of an earlier life of this node counts, be it with this address or another one.
    private static readonly TimeSpan ClaimPatience = TimeSpan.FromSeconds(10);

    // A database that is silent for longer must not keep this node from hearing what the others say of it.
    private static readonly TimeSpan StatementPatience = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan TakeBackPatience = TimeSpan.FromSeconds(3);

    private readonly ImmutableList<Address> _seeds;
    private readonly NodeReports _reports;
    private readonly NodeStatus _status;
    private readonly Func<CancellationToken, Task<string?>> _whyNot;
    private readonly OutageNotice _outage;
    private readonly TimeProvider _time;
    private readonly Cluster _cluster = Cluster.Get(Context.System);
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly long _began;
    private IReadOnlyList<string> _waitedFor = [];

    /// <param name="seeds">As the setting names them; none for a cluster of one.</param>
    /// <param name="whyNot">Looks why this node must not go on beside others, and says it in a sentence; null when it may.</param>
    public MembershipActor(
        IEnumerable<Address> seeds, NodeReports reports, NodeStatus status, Func<CancellationToken, Task<string?>> whyNot, OutageNotice outage, TimeProvider time)
    {
        (_seeds, _reports, _status, _whyNot, _outage, _time) = ([.. seeds], reports, status, whyNot, outage, time);
        _began = time.GetTimestamp();
        Entering();
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc cref="MembershipActor(IEnumerable{Address}, NodeReports, NodeStatus, Func{CancellationToken, Task{string}}, OutageNotice, TimeProvider)"/>
    public static Props Props(
        IEnumerable<Address> seeds, NodeReports reports, NodeStatus status, Func<CancellationToken, Task<string?>> whyNot, OutageNotice outage, TimeProvider time) =>
        Akka.Actor.Props.Create(() => new MembershipActor(seeds, reports, status, whyNot, outage, time));

    protected override void PreStart()
    {
        var self = Self;
        _cluster.RegisterOnMemberUp(() => self.Tell(Joined.Instance));
        CoordinatedShutdown.Get(Context.System).AddTask(
            CoordinatedShutdown.PhaseBeforeActorSystemTerminate, "take-the-report-back", () => self.Ask<Done>(Leave.Instance, TakeBackPatience));
        self.Tell(Claim.Instance);
    }

    private void Entering()
    {
        ReceiveAsync<Claim>(claim => AttemptAsync(ClaimAsync, again: claim));
        ReceiveAsync<Look>(look => AttemptAsync(_seeds.IsEmpty ? EnterAloneAsync : LookAsync, again: look));
        Receive<Joined>(_ => Become(Member));
        ReceiveAsync<Leave>(_ => LeaveAsync());
    }

    private void Member()
    {
        _status.Enter(isAlone: _seeds.IsEmpty);
        Timers.CancelAll();
        Timers.StartPeriodicTimer(Report.Instance, Report.Instance, TimeSpan.Zero, NodeReports.Interval);
        Context.System.EventStream.Subscribe<ThisActorSystemQuarantinedEvent>(Self);

        ReceiveAsync<Report>(_ => AttemptAsync(ReportAsync));
        Receive<ThisActorSystemQuarantinedEvent>(quarantined => EndWhenQuarantined(quarantined.RemoteAddress));
        ReceiveAsync<Leave>(_ => LeaveAsync());
    }

    private async Task ClaimAsync(CancellationToken cancellation)
    {
        if (!await _reports.ClaimAsync(cancellation))
        {
            WaitForAddress();
        }
        else if (_seeds.IsEmpty || _seeds[0] == _cluster.SelfAddress)
        {
            Self.Tell(Look.Instance);
        }
        else
        {
            Join(_seeds, $"one of the seed nodes {string.Join(", ", _seeds.Where(seed => seed != _cluster.SelfAddress))} to answer{(_seeds.Contains(_cluster.SelfAddress) ? "" : $"; it is {_cluster.SelfAddress}, which is none of them")}");
        }
    }

    private void WaitForAddress()
    {
        if (_time.GetElapsedTime(_began) > ClaimPatience)
        {
            End($"Another node is at {_cluster.SelfAddress}: each needs an address of its own (Cluster:Hostname, Cluster:Port).");
            return;
        }

        _status.WaitsFor = $"its address {_cluster.SelfAddress}, with which a node has reported a moment ago";
        Timers.StartSingleTimer(Claim.Instance, Claim.Instance, Pause);
    }

    private async Task EnterAloneAsync(CancellationToken cancellation)
    {
        var others = string.Join(", ", await _reports.AliveAsync(cancellation));
        if (others.Length == 0)
        {
            _status.WaitsFor = "its own welcome";
            _cluster.Join(_cluster.SelfAddress);
        }
        else if (_time.GetElapsedTime(_began) > ClaimPatience)
        {
            End($"Others work on this database: {others}. A node without Cluster:SeedNodes would be a cluster of its own beside them; name theirs, and a Cluster:Hostname and Cluster:Port that they can dial.");
        }
        else
        {
            _status.WaitsFor = $"{others} to be gone, with which a node has reported a moment ago";
            Timers.StartSingleTimer(Look.Instance, Look.Instance, Pause);
        }
    }

    private async Task LookAsync(CancellationToken cancellation)
    {
        var others = await _reports.OthersAsync(cancellation);
        if (others.Count == 0)
        {
            // Those who are there after all answer within the time that Akka lets the first seed node wait.
            Join(_seeds, "the other seed nodes to answer, before it forms a cluster");
            return;
        }

        if (!_waitedFor.SequenceEqual(others))
        {
            _waitedFor = others;
            _log.Info("This node forms no cluster, since others have reported in the database a moment ago: {Others}", string.Join(", ", others));
            Join(others.Select(Address.Parse).Union(_seeds.Skip(1)), $"one of the nodes {string.Join(", ", others)} to answer, which have reported in the database a moment ago");
        }

        Timers.StartSingleTimer(Look.Instance, Look.Instance, Pause);
    }

    private void Join(IEnumerable<Address> nodes, string waitsFor)
    {
        _status.WaitsFor = waitsFor;
        _cluster.JoinSeedNodes(nodes);
    }

    private async Task ReportAsync(CancellationToken cancellation)
    {
        if (_status.Lost is { } reason)
        {
            End(reason);
        }
        else if (!await _reports.RenewAsync(cancellation))
        {
            End($"Another node has taken the address {_cluster.SelfAddress}.");
        }
        else if (_seeds.IsEmpty && (await _reports.LaterAsync(cancellation)).Except(Members()).ToList() is { Count: > 0 } strangers)
        {
            End($"While this node was silent, others have begun to work on this database: {string.Join(", ", strangers)}.");
        }
        else if (await _whyNot(cancellation) is { } objection)
        {
            End(objection);
        }
    }

    // Whoever names this node as a seed is let in.
    private IEnumerable<string> Members() => _cluster.State.Members.Select(member => member.Address.ToString());

    // A node that was lost itself has no say in it.
    private void EndWhenQuarantined(Address by)
    {
        if (_cluster.State.Members.Any(member => member.Address == by))
        {
            End($"The cluster has gone on without this node: {by} takes nothing from it any more.");
        }
    }

    private void End(string reason)
    {
        Timers.CancelAll();
        _status.Lose(reason);
        // Not from here: its steps would go on as messages to this actor, which is gone before the last of them.
        var shutdown = CoordinatedShutdown.Get(Context.System);
        _ = Task.Run(() => shutdown.Run(CoordinatedShutdown.ClusterDowningReason.Instance));
    }

    private async Task LeaveAsync()
    {
        var sender = Sender;
        Timers.CancelAll();
        await AttemptAsync(_reports.RemoveAsync);
        sender.Tell(Done.Instance);
    }

    private async Task AttemptAsync(Func<CancellationToken, Task> step, object? again = null)
    {
        using var enough = new CancellationTokenSource(StatementPatience);
        try
        {
            await step(enough.Token);
        }
        catch (Exception cause)
        {
            if (!_outage(cause))
            {
                _log.Warning("What this node reports of itself cannot be written or read: {Cause}", cause.Message);
            }

            if (again is not null)
            {
                Timers.StartSingleTimer(again, again, Pause);
            }
        }
    }

    // None of these leaves the node.
    private abstract record Internal : INoSerializationVerificationNeeded;

    private sealed record Claim : Internal
    {
        public static readonly Claim Instance = new();
    }

    private sealed record Look : Internal
    {
        public static readonly Look Instance = new();
    }

    private sealed record Joined : Internal
    {
        public static readonly Joined Instance = new();
    }

    private sealed record Report : Internal
    {
        public static readonly Report Instance = new();
    }

    private sealed record Leave : Internal
    {
        public static readonly Leave Instance = new();
    }
}
