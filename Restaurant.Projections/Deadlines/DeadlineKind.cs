using System.Collections.Immutable;
using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Orders;

namespace Restaurant.Projections.Deadlines;

/// <summary>A way in which the time of an order can run out.</summary>
/// <param name="Column">Of the table <c>deadlines</c>: since when the time runs; null in the rows of orders to which it does not apply.</param>
/// <param name="Limit">How long it runs.</param>
/// <param name="Command">What the system gives the order then.</param>
public sealed record DeadlineKind(string Column, Func<HouseRules, TimeSpan> Limit, OrderCommand Command)
{
    /// <summary>Nobody has accepted a placed order. Its row has the very time, which it was placed with.</summary>
    public static readonly DeadlineKind Acceptance = new("accept_by", _ => TimeSpan.Zero, new OrderCommand.TimeOutAcceptance());

    /// <summary>Nobody has changed an open order.</summary>
    public static readonly DeadlineKind Abandonment = new("changed_at", rules => rules.AbandonAfter, new OrderCommand.ExpireOrder());

    /// <summary>The more urgent one first.</summary>
    public static readonly ImmutableArray<DeadlineKind> All = [Acceptance, Abandonment];

    /// <summary>The name of its command, such as <c>expireOrder</c>.</summary>
    public string Name { get; } = DomainCommand.NameOf(Command.GetType());
}
