using System.Collections.Frozen;

namespace Restaurant.Actors.Aggregates;

/// <summary>A currency by its ISO 4217 code and the number of decimals that its amounts have.</summary>
public sealed record Currency
{
    private Currency(string code, int scale) => (Code, Scale) = (code, scale);

    public static readonly FrozenDictionary<string, Currency> Known = new Currency[]
    {
        new("AUD", 2), new("BHD", 3), new("BRL", 2), new("CAD", 2), new("CHF", 2), new("CNY", 2), new("CZK", 2), new("DKK", 2),
        new("EUR", 2), new("GBP", 2), new("HKD", 2), new("HUF", 2), new("ILS", 2), new("INR", 2), new("ISK", 0), new("JPY", 0),
        new("KRW", 0), new("KWD", 3), new("MXN", 2), new("NOK", 2), new("NZD", 2), new("PLN", 2), new("RON", 2), new("SEK", 2),
        new("SGD", 2), new("THB", 2), new("TND", 3), new("TRY", 2), new("USD", 2), new("ZAR", 2),
    }.ToFrozenDictionary(currency => currency.Code);

    public string Code { get; }

    public int Scale { get; }

    /// <summary>The amount with exactly the currency's decimals (10 is 10.00). It must not have more of them.</summary>
    public decimal Scaled(decimal amount)
    {
        var scaled = decimal.Round(amount, Scale) + new decimal(0, 0, 0, isNegative: false, (byte)Scale);
        return scaled == amount ? scaled : throw new ArgumentOutOfRangeException(
            nameof(amount), amount, $"{Code} has {Scale} decimals.");
    }

    /// <summary>The amount in the currency's smallest unit (10.00 is 1000), as the read tables have it.</summary>
    public long ToMinor(decimal amount) => decimal.ToInt64(Scaled(amount) * Factor);

    public decimal FromMinor(long minor) => Scaled(minor / Factor);

    private decimal Factor => Scale switch { 0 => 1m, 2 => 100m, 3 => 1000m, _ => throw new InvalidOperationException(Code) };
}
