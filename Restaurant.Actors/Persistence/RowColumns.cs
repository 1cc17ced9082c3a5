using System.Reflection;
using System.Text.Json;

namespace Restaurant.Actors.Persistence;

/// <summary>The columns of a row type: its properties in their order, in snake case.</summary>
public static class RowColumns<TRow>
    where TRow : class
{
    public static readonly IReadOnlyList<RowColumn<TRow>> All = [.. typeof(TRow).GetProperties().Select(Of)];

    private static RowColumn<TRow> Of(PropertyInfo property)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        if (type != typeof(string) && type != typeof(long) && type != typeof(int) && type != typeof(bool))
        {
            throw new NotSupportedException($"There is no type of a column for {type}.");
        }

        var values = typeof(RowColumns<TRow>).GetMethod(nameof(Reader), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(property.PropertyType)
            .CreateDelegate<Func<PropertyInfo, Func<TRow[], Array>>>()(property);
        return new RowColumn<TRow>(JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name), property.Name, values);
    }

    private static Func<TRow[], Array> Reader<TValue>(PropertyInfo property)
    {
        var value = property.GetMethod!.CreateDelegate<Converter<TRow, TValue>>();
        return rows => Array.ConvertAll(rows, value);
    }
}

/// <param name="Values">Those of some rows: an array of the property's type.</param>
public sealed record RowColumn<TRow>(string Name, string Property, Func<TRow[], Array> Values);
