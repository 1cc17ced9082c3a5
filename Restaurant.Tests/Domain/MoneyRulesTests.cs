using System.Globalization;
using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Menu;

namespace Restaurant.Tests.Domain;

/// <summary>Money: a number as it was written, in the scale of the currency, from 0 to 99 999.99.</summary>
public class MoneyRulesTests
{
    private const string Negative = "Price must be zero or more.";
    private const string TooMuch = "Price must be at most 99999.99.";
    private const string TooFine = "Price must have at most 2 decimals in USD.";

    [Theory]
    [InlineData("10", "10.00")]
    [InlineData("10.0", "10.00")]
    [InlineData("10.00", "10.00")]
    [InlineData("1e1", "10.00")]
    [InlineData("1E+1", "10.00")]
    [InlineData("1000e-2", "10.00")]
    [InlineData("1.5e1", "15.00")]
    [InlineData("1.005e1", "10.05")]
    [InlineData("0.1", "0.10")]
    [InlineData("0.01", "0.01")]
    [InlineData("0", "0.00")]
    [InlineData("-0", "0.00")]
    [InlineData("-0.0", "0.00")]
    [InlineData("-0e7", "0.00")]
    [InlineData("0e400", "0.00")]
    [InlineData("0e99999999999999999999", "0.00")]
    [InlineData("0.000e99999999999999999999", "0.00")]
    [InlineData("1e-00000000000000000002", "0.01")]
    [InlineData("99999.99", "99999.99")]
    [InlineData("9999999e-2", "99999.99")]
    public void A_price_takes_the_scale_of_the_currency(string written, string price) =>
        Assert.Equal(price, Priced(written).Command?.Price.ToString(CultureInfo.InvariantCulture));

    [Theory]
    [InlineData(null, Negative)]
    [InlineData("-1", Negative)]
    [InlineData("-0.01", Negative)]
    [InlineData("-1e400", Negative)]
    [InlineData("-1e-400", Negative)]
    [InlineData("10.005", TooFine)]
    [InlineData("10.000", TooFine)]
    [InlineData("0.000", TooFine)]
    [InlineData("1e-3", TooFine)]
    [InlineData("1e-400", TooFine)]
    [InlineData("1e-2147483649", TooFine)]
    [InlineData("1e-9223372036854775808", TooFine)]
    [InlineData("1e-99999999999999999999", TooFine)]
    [InlineData("0.1e-99999999999999999999", TooFine)]
    [InlineData("100000", TooMuch)]
    [InlineData("100000.00", TooMuch)]
    [InlineData("1e5", TooMuch)]
    [InlineData("1e400", TooMuch)]
    [InlineData("1e2147483648", TooMuch)]
    [InlineData("1e99999999999999999999", TooMuch)]
    [InlineData("0.001e99999999999999999999", TooMuch)]
    [InlineData("79228162514264337593543950336", TooMuch)]
    public void Another_price_is_refused(string? written, string detail) =>
        Assert.Equal([new FieldError("price", "PRICE_INVALID", detail)], Priced(written).Errors);

    [Theory]
    [InlineData("JPY", "10", "10")]
    [InlineData("JPY", "1e1", "10")]
    [InlineData("JPY", "99999", "99999")]
    [InlineData("BHD", "10", "10.000")]
    [InlineData("BHD", "10.005", "10.005")]
    [InlineData("BHD", "99999.99", "99999.990")]
    public void A_currency_has_its_own_decimals(string currency, string written, string price) =>
        Assert.Equal(price, Priced(written, currency).Command?.Price.ToString(CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("JPY", "10.0", "Price must have at most 0 decimals in JPY.")]
    [InlineData("JPY", "100000", TooMuch)]
    [InlineData("BHD", "10.0005", "Price must have at most 3 decimals in BHD.")]
    [InlineData("BHD", "99999.991", TooMuch)]
    public void A_currency_refuses_what_it_does_not_have(string currency, string written, string detail) =>
        Assert.Equal([new FieldError("price", "PRICE_INVALID", detail)], Priced(written, currency).Errors);

    [Fact]
    public void Modifying_has_the_same_rules()
    {
        Assert.Equal("10.00", MenuCommand.ModifyMenuItem.From("Pizza", "1e1", null, Currency.Known["USD"]).Command?.Price.ToString(CultureInfo.InvariantCulture));
        Assert.Equal(
            [new FieldError("price", "PRICE_INVALID", TooMuch)],
            MenuCommand.ModifyMenuItem.From("Pizza", "100000", null, Currency.Known["USD"]).Errors);
    }

    private static Checked<MenuCommand.AddMenuItem> Priced(string? price, string currency = "USD") =>
        MenuCommand.AddMenuItem.From("Pizza", price, category: null, Currency.Known[currency]);
}
