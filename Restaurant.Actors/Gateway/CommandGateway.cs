using System.Data.Common;
using Akka.Actor;
using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Customers;
using Restaurant.Actors.Nodes;
using Restaurant.Actors.Persistence;
using static Restaurant.Actors.Customers.CustomerCommand;

namespace Restaurant.Actors.Gateway;

/// <summary>
/// The door to the write side. It finds the aggregate, gathers facts, sends, and repeats with the same command id while the outcome
/// is unknown, so that a caller sees a fault only when it lasts longer than <c>Restaurant:CommandTimeout</c>.
/// </summary>
public sealed class CommandGateway
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly AggregateGate _gate;
    private readonly Facts _facts;
    private readonly AggregateHistory _history;
    private readonly GatewayOptions _options;
    private readonly TimeProvider _time;
    private readonly CommandMetrics _metrics;

    public CommandGateway(ActorSystem system, NodeStatus node, AggregateHistory history, GatewayOptions options, TimeProvider time, CommandMetrics metrics)
    {
        _gate = new AggregateGate(system, node, time);
        _facts = new Facts(_gate, time);
        (_history, _options, _time, _metrics) = (history, options, time, metrics);
    }

    /// <exception cref="DamagedHistoryException">The command was accepted before, and what is stored no longer tells what it made.</exception>
    public async Task<Outcome> SendAsync(CommandRequest request, CancellationToken cancellation)
    {
        var began = _time.GetTimestamp();
        Outcome? outcome = null;
        try
        {
            outcome = await DeliverAsync(request, cancellation);
            return outcome;
        }
        finally
        {
            _metrics.Count(request.Command, outcome, _time.GetElapsedTime(began));
        }
    }

    private async Task<Outcome> DeliverAsync(CommandRequest request, CancellationToken cancellation)
    {
        if (AggregateIdOf(request) is not { } aggregateId)
        {
            return new Outcome.Refused(Refusals.NotFound);
        }

        var envelope = new CommandEnvelope(
            aggregateId,
            request.Command,
            CommandId: request.IdempotencyKey ?? Guid.CreateVersion7(_time.GetUtcNow()).ToString(),
            request.CorrelationId,
            request.By,
            CommandHash.Of(request.Command, _options.IdKey),
            Deadline: _time.GetUtcNow() + _options.CommandTimeout,
            request.Expected);
        for (var pause = FirstPause; ; pause = pause < LongestPause ? pause * 2 : LongestPause)
        {
            var (outcome, repeat) = await TryAsync(envelope, cancellation);
            if (outcome is Outcome.Done { Replayed: true } done && request.IdempotencyKey is null)
            {
                // The gateway's own repeat found it: for the caller it is the first time.
                return done with { Replayed = false };
            }

            if (outcome is not Outcome.Unavailable || !repeat || _time.GetUtcNow() + pause >= envelope.Deadline)
            {
                return outcome;
            }

            await Task.Delay(pause, _time, cancellation);
        }
    }

    private async Task<(Outcome Outcome, bool Repeat)> TryAsync(CommandEnvelope envelope, CancellationToken cancellation)
    {
        try
        {
            Reply reply;
            do
            {
                // Stale facts mean that somebody else's command went through meanwhile, so this comes to an end.
                reply = await AskAsync(envelope, cancellation);
            }
            while (reply is Reply.FactsStale);

            return (await OutcomeAsync(envelope, reply, cancellation), Repeat: reply is not (Reply.Expired or Reply.Unavailable { Lasting: true }));
        }
        catch (DbException unavailable)
        {
            return (new Outcome.Unavailable(unavailable.Message), Repeat: true);
        }
    }

    /// <summary>Asks with facts, or without them when an owner does not answer: a repeat or a wrong state is told all the same.</summary>
    private async Task<Reply> AskAsync(CommandEnvelope envelope, CancellationToken cancellation)
    {
        var aggregate = Catalog.Of(envelope.Command);
        try
        {
            return await _gate.AskAsync(aggregate, await _facts.GatherAsync(envelope, cancellation), envelope.Deadline, cancellation);
        }
        catch (FactsUnavailableException unavailable)
        {
            var reply = await _gate.AskAsync(aggregate, envelope with { WithoutFacts = true }, envelope.Deadline, cancellation);
            return reply is Reply.FactsNeeded ? unavailable.Answer : reply;
        }
    }

    private async Task<Outcome> OutcomeAsync(CommandEnvelope envelope, Reply reply, CancellationToken cancellation) => reply switch
    {
        Reply.Accepted accepted => new Outcome.Done(accepted.Event, accepted.State, accepted.IsReplay),
        Reply.Replayed replayed => await ReplayAsync(envelope, replayed.Version, cancellation),
        Reply.Refused refused => new Outcome.Refused(refused.Refusal),
        Reply.NotDue notDue => new Outcome.NotDue(notDue.For),
        Reply.Expired => new Outcome.Unavailable("The command was too late."),
        Reply.Unavailable unavailable => new Outcome.Unavailable(unavailable.Reason, unavailable.Lasting),
        _ => throw new InvalidOperationException($"A command was answered by {reply.GetType().Name}."),
    };

    /// <summary>The aggregate as of the version that the command made the first time.</summary>
    private async Task<Outcome> ReplayAsync(CommandEnvelope envelope, long version, CancellationToken cancellation)
    {
        var left = envelope.Deadline - _time.GetUtcNow();
        try
        {
            // A server that is silent is waited for longer than the caller waits.
            return await _history.AsOfAsync(Catalog.Of(envelope.Command), envelope.AggregateId, new AsOf.Version(version), cancellation)
                .WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, _time, cancellation) is { } first
                ? new Outcome.Done(first.Event, first.State, Replayed: true)
                : new Outcome.Unavailable("The journal does not show that version.");
        }
        catch (TimeoutException)
        {
            return new Outcome.Unavailable("The journal has not shown the first answer in time.");
        }
    }

    /// <summary>Null when the text that the caller wrote cannot be an id.</summary>
    private string? AggregateIdOf(CommandRequest request) => request.Command switch
    {
        SignUpCustomer signUp => Customer.IdOf(signUp.Email.Text!, _options.IdKey),
        ICreation when request.IdempotencyKey is { } key => Identifiers.FromKey(Catalog.Of(request.Command).Name, key, request.By.Subject),
        ICreation => Guid.CreateVersion7(_time.GetUtcNow()).ToString(),
        _ => Identifiers.Normalize(request.AggregateId ?? throw new ArgumentException("The command needs an aggregate.", nameof(request))),
    };
}

/// <param name="CommandTimeout">How long the outcome of a command is waited for.</param>
/// <param name="IdKey">The key of the customers' ids and of command hashes.</param>
public sealed record GatewayOptions(TimeSpan CommandTimeout, byte[] IdKey);
