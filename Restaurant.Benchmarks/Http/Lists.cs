using System.Text.Json.Nodes;

namespace Restaurant.Benchmarks.Http;

/// <summary>Lists that come in pages.</summary>
internal static class Lists
{
    /// <summary>Reads a list to its end.</summary>
    /// <returns>Null when it is not there.</returns>
    public static async Task<IReadOnlyList<JsonObject>?> ReadListAsync(this Client client, string path, IReadOnlyList<string> tokens)
    {
        var all = new List<JsonObject>();
        for (var next = path; next is not null;)
        {
            var answer = await client.ReadAsync(next, tokens);
            if (!answer.Succeeded)
            {
                return null;
            }

            all.AddRange(answer.List);
            next = answer.Next;
        }

        return all;
    }
}
