using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Reflection;
using Restaurant.Actors;
using Restaurant.Actors.Aggregates;

namespace Restaurant.Projections.Feed;

/// <summary>
/// What events are called outside: <c>restaurant.order.orderPlaced.v1</c>. What comes before the version is the event's kind. It stands in the feed's rows; the version belongs to the form in which
/// an event is read, which is always the newest.
/// </summary>
public static class FeedTypes
{
    private static readonly FrozenDictionary<Type, (string Kind, string Name)> ByEvent = Catalog.All
        .SelectMany(aggregate => aggregate.Events, (aggregate, type) => (Type: type, Called: Call(aggregate, type)))
        .ToFrozenDictionary(pair => pair.Type, pair => pair.Called);

    private static readonly FrozenDictionary<string, string> Kinds = ByEvent.Values.ToFrozenDictionary(called => called.Name, called => called.Kind);

    /// <summary>All names, in the order of the catalog.</summary>
    public static ImmutableArray<string> All { get; } = [.. Catalog.All.SelectMany(aggregate => aggregate.Events).Select(type => ByEvent[type].Name)];

    public static string NameOf(DomainEvent data) => ByEvent[data.GetType()].Name;

    public static string KindOf(DomainEvent data) => ByEvent[data.GetType()].Kind;

    /// <param name="name">One of <see cref="All"/>.</param>
    public static string KindOf(string name) => Kinds[name];

    private static (string Kind, string Name) Call(AggregateDefinition aggregate, Type type)
    {
        var stored = type.GetCustomAttribute<StoredNameAttribute>()!.Manifest.Split(':');
        var kind = $"restaurant.{CamelCased(aggregate.Name)}.{stored[0]}";
        return (kind, $"{kind}.v{stored[1]}");
    }

    // menu-item is menuItem.
    private static string CamelCased(string name) =>
        string.Concat(name.Split('-').Select((word, place) => place == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..]));
}
