using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Restaurant.Benchmarks.Arguments;

/// <summary>Options whose values have limits. What is wrong with a value is said together with what is allowed.</summary>
internal static class Limited
{
    /// <param name="otherwise">What holds when the option is not given; null for nothing.</param>
    public static Option<int?> Whole(string name, string description, int least, int most, int? otherwise = null) => Make<int>(
        name,
        $"{least}..{most}",
        description,
        text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most ? value : null,
        otherwise,
        $"a whole number from {least} to {most}");

    /// <inheritdoc cref="Whole"/>
    public static Option<double?> Number(string name, string description, double least, double most, double? otherwise = null) => Make<double>(
        name,
        $"{least}..{most}",
        description,
        text => double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most ? value : null,
        otherwise,
        $"a number from {least} to {most}");

    /// <inheritdoc cref="Whole"/>
    public static Option<TimeSpan?> Time(string name, string description, TimeSpan least, TimeSpan most) => Make<TimeSpan>(
        name,
        "time",
        description,
        text => ShortTime.TryParse(text, out var value) && value >= least && value <= most ? value : null,
        otherwise: null,
        $"a time from {ShortTime.Of(least)} to {ShortTime.Of(most)}, such as 500ms, 36s, 5m or 1h");

    /// <summary>Addresses of servers; the option may be given several times.</summary>
    public static Option<Uri[]> Servers(string name, string description, string otherwise) => new(name)
    {
        Description = description,
        HelpName = "http://host:port",
        DefaultValueFactory = _ => [new Uri(otherwise)],
        CustomParser = result =>
        {
            var servers = new List<Uri>();
            foreach (var text in result.Tokens.Select(token => token.Value))
            {
                if (!Uri.TryCreate(text, UriKind.Absolute, out var server) || server.Scheme is not ("http" or "https") || server.PathAndQuery != "/" || server.UserInfo != "")
                {
                    Refuse(result, name, text, "http://host:port or https://host:port, without a path");
                    break;
                }

                servers.Add(server);
            }

            return [.. servers];
        },
    };

    private static Option<T?> Make<T>(string name, string helpName, string description, Func<string, T?> parse, T? otherwise, string allowed)
        where T : struct
    {
        var option = new Option<T?>(name)
        {
            Description = description,
            HelpName = helpName,
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                var value = parse(text);
                if (value is null)
                {
                    Refuse(result, name, text, allowed);
                }

                return value;
            },
        };
        if (otherwise is not null)
        {
            option.DefaultValueFactory = _ => otherwise;
        }

        return option;
    }

    private static void Refuse(SymbolResult result, string name, string value, string allowed) => result.AddError($"{name} is '{value}'; allowed is {allowed}.");
}
