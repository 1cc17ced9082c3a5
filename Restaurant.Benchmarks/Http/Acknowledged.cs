using System.Globalization;
using System.Text.Json.Nodes;

namespace Restaurant.Benchmarks.Http;

/// <summary>A command that was accepted, as the client was told.</summary>
/// <param name="Version">Of the aggregate, with the command's event.</param>
/// <param name="Body">The aggregate's whole representation.</param>
internal sealed record Acknowledged(CommandKind Kind, string Id, long Version, string Token, JsonObject Body)
{
    /// <exception cref="RequestFailedException">The answer contradicts itself, or is none to a command.</exception>
    public static Acknowledged Of(Command command, Answer answer)
    {
        var (body, token) = (answer.Object, answer.Token ?? "");
        var (id, version) = (body.Text("id"), body.Whole("version"));
        return token.EndsWith(string.Create(CultureInfo.InvariantCulture, $"-{id}@{version}"), StringComparison.Ordinal) && answer.ETag == $"\"{version}\""
            ? new Acknowledged(command.Kind, id, version, token, body)
            : throw new RequestFailedException(
                "contradiction",
                $"{command.Kind.Name} on {command.Path} was answered with version {version} of {id}, ETag {answer.ETag} and Consistency-Token '{token}'",
                inDoubt: true);
    }

    /// <summary>The id of the last entry of a list, which is the newest: a line of an order, an address of a customer.</summary>
    /// <exception cref="RequestFailedException">There is none.</exception>
    public string LastOf(string list) => Body.List(list) is { Count: > 0 } entries
        ? entries[^1].Text("id")
        : throw new RequestFailedException("contradiction", $"{Kind.Name} was answered without {list}: {Body.ToJsonString()}", inDoubt: false);
}
