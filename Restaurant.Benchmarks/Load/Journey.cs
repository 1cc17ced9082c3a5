using System.Globalization;
using Restaurant.Benchmarks.Http;

namespace Restaurant.Benchmarks.Load;

/// <summary>One order, from opening to whatever its plan makes of it.</summary>
/// <param name="key">The beginning of the keys of its commands.</param>
/// <param name="random">For the waits.</param>
internal sealed class Journey(Plan plan, OrderRecord record, string key, Premises premises, Client client, Pace pace, Random random, TimeProvider time)
{
    private static readonly (int Least, int Most) AtOnce = (0, 0);
    private static readonly (int Least, int Most) Thinking = (5, 60);
    private static readonly (int Least, int Most) Hesitating = (10, 300);

    private static readonly TimeSpan Promise = TimeSpan.FromMinutes(45);

    private CommandKind _giving = CommandKind.OpenOrder;

    /// <summary>Runs to its end; early, when a command fails, which the record holds then.</summary>
    public async Task RunAsync()
    {
        try
        {
            await GiveAsync(CommandKind.OpenOrder, AtOnce, new { customerId = record.Customer.Id });
            await FillAsync();
            await FinishAsync();
        }
        catch (RequestFailedException failed)
        {
            record.Fail(_giving, failed);
        }
    }

    private async Task FillAsync()
    {
        var lines = new List<string>();
        foreach (var (item, quantity) in plan.Lines)
        {
            var added = await GiveAsync(CommandKind.AddItemToOrder, Thinking, new { menuItemId = premises.Menu[item % premises.Menu.Count].Id, quantity }, "items");
            lines.Add(added.LastOf("items"));
        }

        if (plan.ChangesFirst is { } changed)
        {
            await GiveAsync(CommandKind.ChangeItemQuantity, Thinking, new { quantity = changed }, "items", lines[0]);
        }

        if (plan.RemovesLast && lines.Count > 1)
        {
            await GiveAsync(CommandKind.RemoveItemFromOrder, Thinking, null, "items", lines[^1]);
        }

        if (plan.AsksForDelivery)
        {
            await GiveAsync(CommandKind.SetDeliveryAddress, Thinking, new { addressId = record.Customer.AddressId }, "delivery-address");
        }

        if (plan.AsksForDelivery && plan.Collects)
        {
            await GiveAsync(CommandKind.ChoosePickup, Thinking, null, "delivery-address");
        }

        if (plan.Note is { } note)
        {
            await GiveAsync(CommandKind.SetOrderNote, Thinking, new { note }, "note");
        }
    }

    private async Task FinishAsync()
    {
        if (plan.IsPlaced)
        {
            await GiveAsync(CommandKind.PlaceOrder, Thinking, null, "place");
        }

        foreach (var step in plan.Kitchen.Take(plan.KitchenSteps))
        {
            await GiveAsync(step.Kind, step.Before, BodyOf(step.Kind), step.Segment);
        }

        if (plan.Ending is Ending.Rejected)
        {
            await GiveAsync(CommandKind.RejectOrder, plan.Kitchen[0].Before, new { reason = "Too much to do" }, "reject");
        }
        else if (plan.Ending is Ending.CanceledBeforePlacing or Ending.CanceledAfterPlacing)
        {
            await GiveAsync(CommandKind.CancelOrder, Hesitating, new { reason = "Second thoughts" }, "cancel");
        }
    }

    private object? BodyOf(CommandKind step) =>
        step == CommandKind.AcceptOrder ? new { promisedAt = time.GetUtcNow() + Promise }
        : step == CommandKind.DispatchOrder ? new { courier = "Carla" }
        : null;

    /// <param name="before">How long it takes until then in a real restaurant, in seconds.</param>
    /// <param name="segments">Of the address, behind the order.</param>
    private async Task<Acknowledged> GiveAsync(CommandKind kind, (int Least, int Most) before, object? body, params string[] segments)
    {
        _giving = kind;
        await pace.PassAsync(before, random);
        IEnumerable<string> way = record.Id is { } id ? ["/orders", id, .. segments] : ["/orders"];
        var command = new Command(kind, string.Join('/', way), string.Create(CultureInfo.InvariantCulture, $"{key}-{record.Acknowledged.Count}"), body);
        var acknowledged = await client.DoAsync(command);
        record.Add(acknowledged);
        return acknowledged;
    }
}
