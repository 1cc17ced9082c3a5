namespace Restaurant.Actors.Aggregates;

/// <summary>The whole behaviour of an aggregate as three pure functions, so that tests and replays are exact.</summary>
/// <param name="Decide">(state or null, command, circumstances) to an event or a refusal.</param>
/// <param name="Evolve">(state or null, event, its timestamp) to the next state.</param>
/// <param name="IsFinal">Whether nothing more is expected to happen, so that the actor may leave memory at once.</param>
public sealed record Decider<TState, TCommand, TEvent>(
    Func<TState?, TCommand, Circumstances, Decision> Decide,
    Func<TState?, TEvent, DateTimeOffset, TState> Evolve,
    Func<TState, bool> IsFinal)
    where TState : AggregateState
    where TCommand : DomainCommand
    where TEvent : DomainEvent;

/// <summary>What a decision may depend on beside the state and the command.</summary>
/// <param name="AggregateId">Whose decision it is.</param>
/// <param name="By">Who asks.</param>
/// <param name="At">The time of deciding, which becomes the event's timestamp.</param>
/// <param name="Version">The aggregate's present version; 0 before its first event.</param>
/// <param name="Rules">The restaurant's settings.</param>
/// <param name="WithoutFacts">Whether the command lacks its facts; then a decision that depends on them is <see cref="Decision.FactsNeeded"/>.</param>
public sealed record Circumstances(
    string AggregateId, Caller By, DateTimeOffset At, long Version, HouseRules Rules, bool WithoutFacts = false);

/// <summary>The settings of the restaurant that decisions depend on.</summary>
/// <param name="Currency">The one currency of menu and orders.</param>
/// <param name="QuoteValidity">How long the price of an order line is honoured after it was quoted.</param>
/// <param name="AcceptanceTimeout">How long the restaurant has to accept a placed order.</param>
/// <param name="AbandonAfter">After how long without a change an open order expires.</param>
public sealed record HouseRules(Currency Currency, TimeSpan QuoteValidity, TimeSpan AcceptanceTimeout, TimeSpan AbandonAfter);
