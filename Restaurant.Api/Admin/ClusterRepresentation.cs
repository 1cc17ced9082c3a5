using Restaurant.Actors.Nodes;

namespace Restaurant.Api.Admin;

/// <inheritdoc cref="ClusterView"/>
internal sealed record ClusterRepresentation(string Self, string? Leader, IReadOnlyList<ClusterRepresentation.Member> Members)
{
    /// <inheritdoc cref="NodeView"/>
    /// <param name="Aggregates">What it holds of each kind of aggregate; empty when it holds none, or does not answer.</param>
    /// <param name="Groups">The groups of projections that run on it.</param>
    internal sealed record Member(
        string Address, string Status, bool Reachable, IReadOnlyList<string> Roles, string Version, IReadOnlyList<Held> Aggregates, IReadOnlyList<string> Groups);

    /// <param name="Name">Such as <c>order</c>.</param>
    /// <param name="Shards">How many of its shards live there.</param>
    /// <param name="InMemory">How many of the aggregates in them are awake.</param>
    internal sealed record Held(string Name, int Shards, int InMemory);
}
