using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Event;
using Akka.Persistence;
using Restaurant.Actors.Aggregates;

namespace Restaurant.Actors.Persistence;

/// <summary>
/// One aggregate and its only writer: recover, then for each command idempotency, expected version, decide, persist, evolve,
/// reply. It replies once to each command that it takes up, and only what is stored changes its state.
/// </summary>
/// <remarks>
/// After a failed write nobody knows what is stored; after a rejected one nothing is, and its version is spent in this instance. The actor says so and stops; the
/// next message starts it anew and it reads what is. For the commands that waited behind the failed one <see cref="UndeliveredMessages"/> answers: the gateway sends them
/// again, and one that comes again is recognised by its id.
/// </remarks>
public sealed class AggregateActor : UntypedPersistentActor
{
    // Clocks of two nodes differ a little; a command that is late by less is still waited for.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    // Somebody may mend what is stored of it. However often it is asked for, it is not read more often than this, and told.
    private static readonly TimeSpan UntilReadAnew = TimeSpan.FromSeconds(10);

    // How many commands it may hold back is said here (all), or each of them would look for it in the settings.
    private static readonly Deploy Deployment = Deploy.Local.WithMailbox(AggregateMailbox.Id).WithStashCapacity(0);

    private readonly AggregateSurroundings _around;
    private readonly string _aggregateId;
    private readonly AcceptedCommands _accepted;
    private readonly long _began;
    private AggregateState? _state;
    private long _version;
    private DateTimeOffset? _lastTimestamp;
    private string? _damage;
    private bool _leaving;

    private AggregateActor(AggregateSurroundings around)
    {
        _around = around;
        _aggregateId = Uri.UnescapeDataString(Self.Path.Name);
        _accepted = new AcceptedCommands(around.Definition.RemembersCommands, around.Definition.ForgetsCommandsAt);
        _began = around.Time.GetTimestamp();
        PersistenceId = around.Definition.PersistenceId(_aggregateId);
    }

    public override string PersistenceId { get; }

    // Not Recovery.None: that one appends to a history that it has not read.
    public override Recovery Recovery => _around.Definition.SnapshotEvery is null ? new Recovery(SnapshotSelectionCriteria.None) : base.Recovery;

    /// <summary>
    /// Those of every aggregate of one kind: its id is the actor's name, as the shard gives it (<see cref="Uri.EscapeDataString(string)"/>). Props of its own would be much of what a live order
    /// takes (ADR 0023).
    /// </summary>
    public static Props Props(AggregateSurroundings around) => Akka.Actor.Props.CreateBy(new Producer(around)).WithDeploy(Deployment);

    protected override void PreStart() => _around.Metrics.Started(_around.Definition);

    protected override void PostStop() => _around.Metrics.Stopped(_around.Definition);

    protected override void OnRecover(object message)
    {
        switch (message)
        {
            case SnapshotOffer { Snapshot: AggregateSnapshot snapshot } offer:
                (_state, _version, _lastTimestamp) = (snapshot.State, offer.Metadata.SequenceNr, snapshot.LastTimestamp);
                foreach (var command in snapshot.Commands)
                {
                    _accepted.Remember(command);
                }

                break;
            case StoredEvent stored when _damage is null && stored.Version == _version + 1:
                Replay(stored);
                break;
            case StoredEvent stored:
                _damage ??= $"version {stored.Version} follows version {_version}";
                break;
            case UnreadableEvent unreadable:
                _damage ??= $"version {LastSequenceNr} ('{unreadable.Manifest}') cannot be read: {unreadable.Reason}";
                break;
            case RecoveryCompleted:
                _around.Metrics.Activated(_around.Definition, _around.Time.GetElapsedTime(_began));
                _damage ??= _version == LastSequenceNr ? null : $"its events are there up to version {LastSequenceNr}, and were read up to version {_version}";
                if (_damage is not null)
                {
                    Log.Error("{PersistenceId} is out of service: {Damage}", PersistenceId, _damage);
                    Context.System.Scheduler.ScheduleTellOnce(UntilReadAnew, Context.Parent, new Passivate(Leave.Instance), Self);
                }

                break;
        }
    }

    protected override void OnCommand(object message)
    {
        switch (message)
        {
            case CommandEnvelope envelope:
                Handle(envelope);
                break;
            case StateQuery:
                Answer(_damage is null ? new Reply.Present(_version, _state) : new Reply.Unavailable(_damage, Lasting: true));
                break;
            case Leave:
                Context.Stop(Self);
                break;
            case ForgetSender:
                break;
            case SaveSnapshotFailure failure:
                Warn(failure.Cause, "No snapshot of {PersistenceId} at version {Version}: {Cause}", failure.Metadata.SequenceNr);
                break;
        }
    }

    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr)
    {
        Warn(cause, "It is unknown whether {PersistenceId} has stored version {Version}: {Cause}", sequenceNr);
        Sender.Tell(new Reply.Unavailable("The journal failed."));
    }

    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        Warn(cause, "The journal of {PersistenceId} rejected version {Version}: {Cause}", sequenceNr);
        Sender.Tell(new Reply.Unavailable("The journal rejected the event."));
        // The rejected version is spent in this instance: the next event would leave a hole behind it.
        Context.Stop(Self);
    }

    protected override void OnRecoveryFailure(Exception reason, object? message = null) =>
        Warn(reason, "{PersistenceId} could not be read beyond version {Version}: {Cause}", LastSequenceNr);

    // An outage is told once, not by every aggregate.
    private void Warn(Exception cause, string format, long version)
    {
        if (!_around.Outage(cause))
        {
            Log.Warning(format, PersistenceId, version, RestaurantDatabase.Reason(cause));
        }
    }

    private void Handle(CommandEnvelope envelope)
    {
        if (WithoutDeciding(envelope) is { } reply)
        {
            Answer(reply);
            return;
        }

        try
        {
            Decide(envelope, Timestamps.Next(_around.Time.GetUtcNow(), _lastTimestamp));
        }
        catch
        {
            // A fault of the program. The supervisor logs it and restarts the actor; the caller must not wait for it.
            Sender.Tell(new Reply.Unavailable("The decision failed.", Lasting: true));
            throw;
        }
    }

    /// <summary>The answer that needs no decision, or null.</summary>
    private Reply? WithoutDeciding(CommandEnvelope envelope) =>
        _damage is not null ? new Reply.Unavailable(_damage, Lasting: true)
        : _around.Time.GetUtcNow() > envelope.Deadline + Grace ? new Reply.Expired()
        : _version == 0 && envelope.Command is not ICreation ? new Reply.Refused(Refusals.NotFound)
        : _accepted.Find(envelope.By, envelope.CommandId) is { } earlier ? Repeat(earlier, envelope)
        : envelope.Expected is { } expected && (envelope.Command is ICreation || !expected.Holds(_version)) ? new Reply.Refused(Refusals.VersionConflict(_version))
        : envelope.FactsAsOf is { } factsAsOf && factsAsOf != _version ? new Reply.FactsStale(_version)
        : null;

    // The caller folds the journal up to there. To keep the last event for repeats of it, which are few, takes too much memory (ADR 0005).
    private static Reply Repeat(AcceptedCommand earlier, CommandEnvelope envelope) =>
        earlier.Hash != envelope.Hash ? new Reply.Refused(Refusals.KeyReused) : new Reply.Replayed(earlier.Version);

    private void Decide(CommandEnvelope envelope, DateTimeOffset at)
    {
        switch (_around.Definition.Decide(_state, envelope.Command, new Circumstances(_aggregateId, envelope.By, at, _version, _around.Rules, envelope.WithoutFacts)))
        {
            case Decision.Accept(var data):
                Persist(envelope, data, at);
                break;
            case Decision.Refuse(var refusal):
                Answer(new Reply.Refused(refusal));
                break;
            case Decision.NotDue(var until):
                Answer(new Reply.NotDue(until - at));
                break;
            case Decision.FactsNeeded:
                Answer(new Reply.FactsNeeded());
                break;
        }
    }

    private void Persist(CommandEnvelope envelope, DomainEvent data, DateTimeOffset at)
    {
        var stored = new StoredEvent(
            Guid.CreateVersion7(at), _aggregateId, _version + 1, at, envelope.CommandId, envelope.CorrelationId, CausationId: envelope.CommandId,
            envelope.By, envelope.Hash, data);
        // Before the write: an event that the state cannot evolve by must not get into the journal.
        var next = _around.Definition.Evolve(_state, stored);
        var began = _around.Time.GetTimestamp();
        Persist(stored, _ =>
        {
            _around.Metrics.Persisted(_around.Definition, _around.Time.GetElapsedTime(began));
            Apply(stored, next);
            Answer(new Reply.Accepted(stored, next));
            Self.Tell(ForgetSender.Instance, ActorRefs.NoSender);
            if (_version % _around.Definition.SnapshotEvery == 0)
            {
                SaveSnapshot(new AggregateSnapshot(next, at, [.. _accepted.InOrder]));
            }
        });
    }

    private void Replay(StoredEvent stored)
    {
        try
        {
            Apply(stored, _around.Definition.Evolve(_state, stored));
        }
        catch (Exception impossible)
        {
            _damage = $"version {stored.Version} does not follow on what is before it: {impossible.Message}";
        }
    }

    private void Apply(StoredEvent stored, AggregateState next)
    {
        (_state, _version, _lastTimestamp) = (next, stored.Version, stored.Timestamp);
        _accepted.Remember(stored);
    }

    // What has no events or is closed need not stay in memory. The shard holds back later messages until it is gone.
    private void Answer(Reply reply)
    {
        Sender.Tell(reply);
        var staysInMemory = _damage is not null || (_state is not null && !_around.Definition.IsFinal(_state));
        if (!staysInMemory && !_leaving)
        {
            _leaving = true;
            Context.Parent.Tell(new Passivate(Leave.Instance));
        }
    }

    /// <summary>
    /// Comes from nobody. Akka keeps who has sent the last message until the next one comes: the promise of a reply, with the reply and the event in it. (It comes only behind what is stored:
    /// other replies hold little that does not live anyway.)
    /// </summary>
    private sealed record ForgetSender : INoSerializationVerificationNeeded, IDeadLetterSuppression
    {
        public static readonly ForgetSender Instance = new();
    }

    /// <summary>Makes it without reflection.</summary>
    private sealed class Producer(AggregateSurroundings around) : IIndirectActorProducer
    {
        public Type ActorType => typeof(AggregateActor);

        public ActorBase Produce() => new AggregateActor(around);

        public void Release(ActorBase actor)
        {
        }
    }
}
