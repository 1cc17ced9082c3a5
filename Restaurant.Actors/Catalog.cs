using System.Collections.Frozen;
using System.Collections.Immutable;
using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Customers;
using Restaurant.Actors.Menu;
using Restaurant.Actors.Orders;

namespace Restaurant.Actors;

/// <summary>The one list of aggregates. A new one is added here and is then sharded, stored and read.</summary>
public static class Catalog
{
    public static readonly ImmutableArray<AggregateDefinition> All =
        [MenuDecider.Definition, CustomerDecider.Definition, OrderDecider.Definition];

    private static readonly FrozenDictionary<Type, AggregateDefinition> ByCommand =
        All.SelectMany(aggregate => aggregate.Commands, (aggregate, command) => (aggregate, command)).ToFrozenDictionary(pair => pair.command, pair => pair.aggregate);

    /// <summary>The aggregate that a command is for.</summary>
    public static AggregateDefinition Of(DomainCommand command) => ByCommand[command.GetType()];

    /// <summary>The aggregate whose state this is.</summary>
    public static AggregateDefinition Of<TState>()
        where TState : AggregateState => All.First(aggregate => aggregate.State == typeof(TState));

    /// <summary>The aggregate with this name, such as <c>menu-item</c>.</summary>
    public static AggregateDefinition Named(string name) =>
        All.FirstOrDefault(aggregate => aggregate.Name == name) ?? throw new ArgumentException($"There is no aggregate '{name}'.", nameof(name));
}
