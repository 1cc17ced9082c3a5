using System.Collections.Immutable;
using Restaurant.Actors.Aggregates;

namespace Restaurant.Actors.Orders;

/// <summary>
/// A row of the lifecycle: while the order is in one status, a command of some callers that passes the guards, in the order in
/// which they are written, makes one event and leads to the next status.
/// </summary>
/// <param name="From">The status, or null while there is no order.</param>
/// <param name="Command">The type of the command.</param>
/// <param name="By">Who may give it.</param>
/// <param name="IsEdit">Whether it changes the contents of an open order.</param>
/// <param name="Deadline">Before it, a command of the system is not due; null when the row has none.</param>
/// <param name="Guards">What may speak against it.</param>
/// <param name="Event">The type of the event.</param>
/// <param name="Outcome">Makes the event.</param>
/// <param name="To">The status after the event.</param>
public sealed record Transition(
    OrderStatus? From,
    Type Command,
    CallerKind By,
    bool IsEdit,
    Deadline? Deadline,
    ImmutableArray<Guard> Guards,
    Type Event,
    Func<Order, OrderCommand, Circumstances, OrderEvent> Outcome,
    OrderStatus To)
{
    /// <summary>From this version on an order takes no more edits, so that its stream stays short. Placing and all later steps stay possible.</summary>
    public const long LastEditableVersion = 1_000;

    /// <summary>Whether the order's data, whatever a command says, lets the row be followed.</summary>
    public bool IsPossible(Order order, long version) =>
        !ChangedTooOften(version) && Guards.All(guard => guard.OnData?.Invoke(order) is null);

    /// <param name="order">Null while there is no order; then no guard and no outcome of the row looks at it.</param>
    public Decision Follow(Order? order, OrderCommand command, Circumstances at)
    {
        if (ChangedTooOften(at.Version))
        {
            return OrderRefusals.ChangedTooOften;
        }

        if (Deadline?.Of(order!, at.Rules) is { } due && at.At < due)
        {
            return new Decision.NotDue(due);
        }

        foreach (var guard in Guards)
        {
            if (guard.NeedsFacts && at.WithoutFacts)
            {
                return new Decision.FactsNeeded();
            }

            if (guard.Check(order!, command, at) is { } refusal)
            {
                return refusal;
            }
        }

        return Outcome(order!, command, at);
    }

    private bool ChangedTooOften(long version) => IsEdit && version >= LastEditableVersion;
}

/// <summary>What may speak against a command.</summary>
/// <param name="Name">As it stands in the code.</param>
/// <param name="Check">The refusal, or null.</param>
/// <param name="OnData">The same check when it looks at the order's data alone; while it refuses, the command is no action of the order.</param>
/// <param name="NeedsFacts">Whether it may look at what other aggregates said.</param>
public sealed record Guard(string Name, Func<Order, OrderCommand, Circumstances, Refusal?> Check, Func<Order, Refusal?>? OnData, bool NeedsFacts);

/// <summary>The time at which a command of the system is due.</summary>
/// <param name="Name">As it stands in the code.</param>
/// <param name="Of">The time, from the order and the restaurant's settings.</param>
public sealed record Deadline(string Name, Func<Order, HouseRules, DateTimeOffset> Of);

/// <summary>A row while it is being written: <c>On, NotBefore, If.., WithFacts, If.., Then</c>.</summary>
internal sealed record Row<TCommand>(
    OrderStatus? From, CallerKind By, bool IsEdit, ImmutableArray<Guard> Guards, bool HasFacts = false, Deadline? Deadline = null)
    where TCommand : OrderCommand
{
    /// <summary>From here on the row looks at what other aggregates said.</summary>
    public Row<TCommand> WithFacts => this with { HasFacts = true };

    /// <summary>Before this time the command is not due, which is no refusal.</summary>
    public Row<TCommand> NotBefore(Func<Order, HouseRules, DateTimeOffset> deadline) =>
        this with { Deadline = new Deadline(deadline.Method.Name, deadline) };

    /// <summary>A guard on the order's data alone.</summary>
    public Row<TCommand> If(Func<Order, Refusal?> guard) =>
        this with { Guards = Guards.Add(new Guard(guard.Method.Name, (order, _, _) => guard(order), guard, HasFacts)) };

    /// <summary>A guard on what the command says.</summary>
    public Row<TCommand> If(Func<Order, TCommand, Circumstances, Refusal?> guard) =>
        this with { Guards = Guards.Add(new Guard(guard.Method.Name, (order, command, at) => guard(order, (TCommand)command, at), OnData: null, HasFacts)) };

    public Transition Then<TEvent>(Func<Order, TCommand, Circumstances, TEvent> outcome, OrderStatus to)
        where TEvent : OrderEvent =>
        new(From, typeof(TCommand), By, IsEdit, Deadline, Guards, typeof(TEvent), (order, command, at) => outcome(order, (TCommand)command, at), to);
}
