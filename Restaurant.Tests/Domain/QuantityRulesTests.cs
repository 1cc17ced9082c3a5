using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Orders;

namespace Restaurant.Tests.Domain;

/// <summary>Quantity: a whole number from 1 to 99, however it is written.</summary>
public class QuantityRulesTests
{
    private const string TooLittle = "Must add at least one item.";
    private const string TooMuch = "Must add at most 99 items.";
    private const string Broken = "quantity must be a whole number.";

    [Theory]
    [InlineData("1", 1)]
    [InlineData("99", 99)]
    [InlineData("2.0", 2)]
    [InlineData("2.000000000000000000000000000000000000", 2)]
    [InlineData("2e0", 2)]
    [InlineData("20e-1", 2)]
    [InlineData("0.2e1", 2)]
    [InlineData("1E1", 10)]
    public void A_whole_number_is_taken(string written, int quantity)
    {
        Assert.Equal(quantity, OrderCommand.AddItemToOrder.From("pizza", written, "line-1").Command?.Quantity);
        Assert.Equal(quantity, OrderCommand.ChangeItemQuantity.From("line-1", written).Command?.Quantity);
    }

    [Theory]
    [InlineData(null, TooLittle)]
    [InlineData("0", TooLittle)]
    [InlineData("-0", TooLittle)]
    [InlineData("0.0", TooLittle)]
    [InlineData("-1", TooLittle)]
    [InlineData("-1.5", TooLittle)]
    [InlineData("0.5", TooLittle)]
    [InlineData("-1e400", TooLittle)]
    [InlineData("1e-400", TooLittle)]
    [InlineData("100", TooMuch)]
    [InlineData("1e9", TooMuch)]
    [InlineData("99.5", TooMuch)]
    [InlineData("1e400", TooMuch)]
    [InlineData("1e99999999999999999999", TooMuch)]
    [InlineData("1.5", Broken)]
    [InlineData("15e-1", Broken)]
    [InlineData("2.0000000000000000000000000000000000001", Broken)]
    [InlineData("1.9999999999999999999999999999999999999", Broken)]
    public void Any_other_number_is_refused(string? written, string detail)
    {
        var errors = new[] { new FieldError("quantity", "QUANTITY_INVALID", detail) };

        Assert.Equal(errors, OrderCommand.AddItemToOrder.From("pizza", written, "line-1").Errors);
        Assert.Equal(errors, OrderCommand.ChangeItemQuantity.From("line-1", written).Errors);
    }
}
