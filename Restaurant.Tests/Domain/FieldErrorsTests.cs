using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Menu;

namespace Restaurant.Tests.Domain;

/// <summary>All that is wrong with a command is reported together, and a command with a broken field is never made.</summary>
public class FieldErrorsTests
{
    [Fact]
    public void All_errors_are_reported_in_the_order_of_the_fields()
    {
        var item = MenuCommand.AddMenuItem.From(" ", "-1", new string('x', 61), Currency.Known["USD"]);

        Assert.Null(item.Command);
        Assert.Equal(
            [("description", "DESCRIPTION_REQUIRED"), ("price", "PRICE_INVALID"), ("category", "TEXT_TOO_LONG")],
            item.Errors.Select(error => (error.Field, error.Code)));
    }

    [Fact]
    public void Only_what_is_wrong_is_reported()
    {
        var item = MenuCommand.ModifyMenuItem.From("Pizza", "10.005", "Ma\u0007ins", Currency.Known["USD"]);

        Assert.Null(item.Command);
        Assert.Equal([("price", "PRICE_INVALID"), ("category", "TEXT_INVALID")], item.Errors.Select(error => (error.Field, error.Code)));
    }

    [Fact]
    public void A_field_is_reported_once() =>
        Assert.Equal(
            ["TEXT_TOO_LONG"],
            MenuCommand.AddMenuItem.From(new string('\u0007', 300), "1", null, Currency.Known["USD"]).Errors.Select(error => error.Code));

    [Fact]
    public void A_command_comes_without_errors()
    {
        var item = MenuCommand.AddMenuItem.From(" Pizza ", "9.5", " Mains ", Currency.Known["USD"]);

        Assert.Empty(item.Errors);
        Assert.Equal(new MenuCommand.AddMenuItem("Pizza", 9.50m, "Mains"), item.Command);
    }
}
