using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Restaurant.Actors.Aggregates;

/// <summary>The data sheet of one kind of aggregate: all that the machinery needs to know of it.</summary>
public abstract class AggregateDefinition
{
    /// <summary>The name in persistence ids and tokens, such as <c>menu-item</c>; also that of the shard region.</summary>
    public required string Name { get; init; }

    /// <summary>The context's source-generated JSON metadata for its state, commands and events.</summary>
    public required JsonSerializerContext Json { get; init; }

    /// <summary>
    /// Lifts stored JSON from the manifest named here to the next version of the same event, and on until the present one; read
    /// when a stored version is older than the code's.
    /// </summary>
    public IReadOnlyDictionary<string, Upcaster> Upcasters { get; init; } = new Dictionary<string, Upcaster>();

    /// <summary>A snapshot after so many events, or null for none.</summary>
    public int? SnapshotEvery { get; init; }

    /// <summary>How many accepted commands are remembered, or null for all.</summary>
    public int? RemembersCommands { get; init; }

    /// <summary>The type of the event at which all accepted commands are forgotten but its own, or null.</summary>
    public Type? ForgetsCommandsAt { get; init; }

    public abstract Type State { get; }

    public abstract IReadOnlyList<Type> Commands { get; }

    public abstract IReadOnlyList<Type> Events { get; }

    public string PersistenceId(string aggregateId) => $"{Name}-{aggregateId}";

    /// <summary>The state after one more event.</summary>
    public abstract AggregateState Evolve(AggregateState? state, StoredEvent stored);

    public abstract Decision Decide(AggregateState? state, DomainCommand command, Circumstances circumstances);

    public abstract bool IsFinal(AggregateState state);

    /// <summary>The state as of the last of these events, which must be the aggregate's first ones in order; null for none.</summary>
    public AggregateState? Fold(IEnumerable<StoredEvent> events) =>
        events.Aggregate((AggregateState?)null, Evolve);
}

/// <param name="stored">The <c>data</c> of the stored event; may be changed in place and returned.</param>
public delegate JsonObject Upcaster(JsonObject stored);

/// <inheritdoc/>
public sealed class AggregateDefinition<TState, TCommand, TEvent> : AggregateDefinition
    where TState : AggregateState
    where TCommand : DomainCommand
    where TEvent : DomainEvent
{
    public required Decider<TState, TCommand, TEvent> Decider { get; init; }

    public override Type State => typeof(TState);

    public override IReadOnlyList<Type> Commands { get; } = CasesOf(typeof(TCommand));

    public override IReadOnlyList<Type> Events { get; } = CasesOf(typeof(TEvent));

    public override AggregateState Evolve(AggregateState? state, StoredEvent stored) =>
        Decider.Evolve((TState?)state, (TEvent)stored.Data, stored.Timestamp);

    public override Decision Decide(AggregateState? state, DomainCommand command, Circumstances circumstances) =>
        Decider.Decide((TState?)state, (TCommand)command, circumstances);

    public override bool IsFinal(AggregateState state) => Decider.IsFinal((TState)state);

    private static Type[] CasesOf(Type hierarchy) =>
        [.. hierarchy.GetNestedTypes().Where(nested => nested.IsSealed && nested.IsSubclassOf(hierarchy)).OrderBy(nested => nested.MetadataToken)];
}
