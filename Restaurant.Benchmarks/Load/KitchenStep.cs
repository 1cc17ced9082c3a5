using Restaurant.Benchmarks.Http;

namespace Restaurant.Benchmarks.Load;

/// <summary>A step of the restaurant with an order that was placed.</summary>
/// <param name="Segment">Where it is sent to, behind the order.</param>
/// <param name="Before">How long it takes until then in a real restaurant, in seconds.</param>
internal sealed record KitchenStep(CommandKind Kind, string Segment, (int Least, int Most) Before)
{
    private static readonly KitchenStep Accept = new(CommandKind.AcceptOrder, "accept", (20, 120));
    private static readonly KitchenStep Prepare = new(CommandKind.StartPreparation, "prepare", (60, 300));
    private static readonly KitchenStep Ready = new(CommandKind.MarkOrderReady, "ready", (480, 900));
    private static readonly KitchenStep Collect = new(CommandKind.CompleteOrder, "complete", (60, 600));
    private static readonly KitchenStep Dispatch = new(CommandKind.DispatchOrder, "dispatch", (60, 300));
    private static readonly KitchenStep HandOver = new(CommandKind.CompleteOrder, "complete", (480, 1500));

    /// <summary>From acceptance to the hand-over.</summary>
    public static readonly IReadOnlyList<KitchenStep> ForPickup = [Accept, Prepare, Ready, Collect];

    /// <inheritdoc cref="ForPickup"/>
    public static readonly IReadOnlyList<KitchenStep> ForDelivery = [Accept, Prepare, Ready, Dispatch, HandOver];
}
