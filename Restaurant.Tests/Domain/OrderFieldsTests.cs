using Restaurant.Actors.Aggregates;
using static Restaurant.Actors.Orders.OrderCommand;

namespace Restaurant.Tests.Domain;

/// <summary>The fields of what is said to an order on its way.</summary>
public class OrderFieldsTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" \n ")]
    public void An_empty_note_clears_it_and_an_empty_courier_is_none(string? empty)
    {
        Assert.Equal(new SetOrderNote(null), SetOrderNote.From(empty).Command);
        Assert.Equal(new DispatchOrder(null), DispatchOrder.From(empty).Command);
    }

    [Fact]
    public void A_note_has_500_characters_and_lines()
    {
        Assert.Equal(new SetOrderNote(new Personal("Ring\ntwice")), SetOrderNote.From(" Ring\ntwice\n").Command);
        Assert.NotNull(SetOrderNote.From(Pizzas(500)).Command);
        AssertError(SetOrderNote.From(Pizzas(501)), "note", "TEXT_TOO_LONG");
        AssertError(SetOrderNote.From("Ring\ttwice"), "note", "TEXT_INVALID");
    }

    [Fact]
    public void A_courier_has_100_characters_in_one_line()
    {
        Assert.Equal(new DispatchOrder("Carla"), DispatchOrder.From(" Carla ").Command);
        Assert.NotNull(DispatchOrder.From(Pizzas(100)).Command);
        AssertError(DispatchOrder.From(Pizzas(101)), "courier", "TEXT_TOO_LONG");
        AssertError(DispatchOrder.From("Car\nla"), "courier", "TEXT_INVALID");
    }

    [Fact]
    public void A_rejection_has_a_reason_of_at_most_300_characters()
    {
        Assert.Equal(new RejectOrder("Sold out"), RejectOrder.From(" Sold out ").Command);
        Assert.NotNull(RejectOrder.From(Pizzas(300)).Command);
        AssertError(RejectOrder.From(Pizzas(301)), "reason", "TEXT_TOO_LONG");
        AssertError(RejectOrder.From("Sold\nout"), "reason", "TEXT_INVALID");
        Assert.All(new[] { null, "", "  " }, missing => Assert.Equal(
            new FieldError("reason", "REASON_REQUIRED", "A reason must be given."), Assert.Single(RejectOrder.From(missing).Errors)));
    }

    [Theory]
    [InlineData("2026-11-25T18:00:00Z", "2026-11-25T18:00:00.000000Z")]
    [InlineData(" 2026-11-25T18:00Z ", "2026-11-25T18:00:00.000000Z")]
    [InlineData("2026-11-25T18:00:00.123456789-09:30", "2026-11-26T03:30:00.123456Z")]
    [InlineData("2026-11-25T18:00:00+02:00", "2026-11-25T16:00:00.000000Z")]
    [InlineData("9999-12-31T23:59:59Z", "9999-12-31T23:59:59.000000Z")]
    public void A_promised_time_may_have_any_offset(string written, string kept) =>
        Assert.Equal(kept, Timestamps.Format(AcceptOrder.From(written).Command!.PromisedAt));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("18:00")]
    [InlineData("2026-11-25")]
    [InlineData("2026-11-25T18:00:00")]
    [InlineData("2026-11-25 18:00:00Z")]
    [InlineData("2026-02-30T18:00:00Z")]
    [InlineData("2026-11-25T24:00:01Z")]
    [InlineData("2026-11-25T18:00:00+99:00")]
    [InlineData("0001-01-01T00:00:00+14:00")]
    [InlineData("1764093600")]
    public void A_promised_time_must_be_there_and_have_an_offset(string? written) => Assert.Equal(
        new FieldError("promisedAt", "PROMISED_TIME_INVALID", "The promised time must be given with an offset, such as 2026-11-25T18:00:00Z."),
        Assert.Single(AcceptOrder.From(written).Errors));

    private static void AssertError<TCommand>(Checked<TCommand> @checked, string field, string code)
        where TCommand : DomainCommand => Assert.Equal((field, code), (Assert.Single(@checked.Errors).Field, @checked.Errors[0].Code));

    private static string Pizzas(int count) => string.Concat(Enumerable.Repeat("🍕", count));
}
