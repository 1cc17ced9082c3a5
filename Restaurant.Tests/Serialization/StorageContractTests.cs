using System.Text;
using System.Text.Json.Nodes;
using Restaurant.Actors;
using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Serialization;
using static Restaurant.Actors.Menu.MenuEvent;

namespace Restaurant.Tests.Serialization;

/// <summary>What was stored once must be readable for ever: the golden files are never changed, only added to.</summary>
public sealed class StorageContractTests
{
    public static TheoryData<string> Manifests => [.. EventFormat.Written.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Manifests))]
    public void An_event_is_written_exactly_as_its_golden_file(string manifest)
    {
        var sample = Samples.Events().Single(stored => EventFormat.Manifest(stored.Data) == manifest);

        Assert.Equal(Golden(manifest), Encoding.UTF8.GetString(EventFormat.Write(sample)));
    }

    [Theory]
    [MemberData(nameof(Manifests))]
    public void A_golden_file_is_read_as_the_event_that_it_was(string manifest)
    {
        var sample = Samples.Events().Single(stored => EventFormat.Manifest(stored.Data) == manifest);

        Assert.Equivalent(sample, EventFormat.Read(manifest, Encoding.UTF8.GetBytes(Golden(manifest))), strict: true);
    }

    [Fact]
    public void Each_golden_file_can_be_read()
    {
        var files = Directory.GetFiles(Folder, "*.json");

        Assert.True(files.Length >= EventFormat.Written.Count);
        Assert.All(files, file => Assert.IsType<StoredEvent>(EventFormat.Read(ManifestOf(file), File.ReadAllBytes(file))));
    }

    [Fact]
    public void Nothing_stored_names_a_type_of_the_code()
    {
        Assert.All(Samples.Events(), stored =>
        {
            var text = EventFormat.Manifest(stored.Data) + Encoding.UTF8.GetString(EventFormat.Write(stored));
            Assert.DoesNotContain("Restaurant.", text, StringComparison.Ordinal);
            Assert.DoesNotContain("$type", text, StringComparison.Ordinal);
            Assert.DoesNotContain("Version=", text, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Money_keeps_its_scale()
    {
        var stored = Samples.Events().First();

        var read = Assert.IsType<StoredEvent>(EventFormat.Read("menuItemAdded:1", EventFormat.Write(stored)));

        Assert.Equal("10.00", ((MenuItemAdded)read.Data).Price.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("orderTeleported:1", "{\"data\":{}}", "knows no event")]
    [InlineData("menuItemAdded:99", "{\"data\":{}}", "knows no event")]
    [InlineData("menuItemRemoved:1", "{\"data\":{}}", "")]
    [InlineData("menuItemRemoved:1", "not json", "")]
    [InlineData("menuItemRemoved:1", "", "")]
    [InlineData("", "{}", "")]
    [InlineData("menuItemRemoved", "{\"data\":{}}", "")]
    public void What_cannot_be_read_is_said_to_be_unreadable_with_its_bytes(string manifest, string text, string reason)
    {
        var bytes = Encoding.UTF8.GetBytes(text);

        var unreadable = Assert.IsType<UnreadableEvent>(EventFormat.Read(manifest, bytes));

        Assert.Equal(bytes, unreadable.Bytes.ToArray());
        Assert.Contains(reason, unreadable.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void An_event_that_lacks_a_member_is_damaged_and_not_filled_with_a_default()
    {
        var json = JsonNode.Parse(Golden("menuItemAdded:1"))!;
        json["data"]!.AsObject().Remove("price");

        Assert.IsType<UnreadableEvent>(EventFormat.Read("menuItemAdded:1", Encoding.UTF8.GetBytes(json.ToJsonString())));
    }

    [Theory]
    [InlineData("id")]
    [InlineData("aggregateId")]
    [InlineData("version")]
    [InlineData("timestamp")]
    [InlineData("commandId")]
    [InlineData("correlationId")]
    [InlineData("causationId")]
    [InlineData("by")]
    [InlineData("hash")]
    [InlineData("data")]
    public void An_event_without_one_of_its_metadata_is_damaged_and_says_which(string member)
    {
        var json = JsonNode.Parse(Golden("menuItemAdded:1"))!.AsObject();
        json.Remove(member);

        var unreadable = Assert.IsType<UnreadableEvent>(EventFormat.Read("menuItemAdded:1", Encoding.UTF8.GetBytes(json.ToJsonString())));

        Assert.Equal($"'{member}' is missing or null.", unreadable.Reason);
    }

    [Theory]
    [InlineData("\"\"")]
    [InlineData("\"0123456789abcdef0123456789abcde\"")]
    [InlineData("\"0123456789abcdef0123456789abcdef0\"")]
    [InlineData("\"0123456789abcdef0123456789abcdeg\"")]
    [InlineData("17")]
    public void A_hash_that_is_none_is_damaged(string hash)
    {
        var json = JsonNode.Parse(Golden("menuItemAdded:1"))!;
        json["hash"] = JsonNode.Parse(hash);

        var unreadable = Assert.IsType<UnreadableEvent>(EventFormat.Read("menuItemAdded:1", Encoding.UTF8.GetBytes(json.ToJsonString())));

        Assert.Equal("A hash is a text of 32 hexadecimal digits.", unreadable.Reason);
    }

    [Fact]
    public void The_order_of_the_members_does_not_matter()
    {
        var json = JsonNode.Parse(Golden("menuItemAdded:1"))!.AsObject();
        var reversed = new JsonObject(json.Reverse().Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())));

        Assert.Equal(EventFormat.Read("menuItemAdded:1", Encoding.UTF8.GetBytes(Golden("menuItemAdded:1"))), EventFormat.Read("menuItemAdded:1", Encoding.UTF8.GetBytes(reversed.ToJsonString())));
    }

    [Theory]
    [InlineData("}", "}x")]
    [InlineData("}", "}{}")]
    [InlineData("}", "")]
    [InlineData("50Z", "50z")]
    [InlineData("50Z", "50+00:00")]
    [InlineData("2026-11-25T02:36:50.123450Z", "2026-11-25T02:36:50\\u002e5Z")]
    public void An_event_that_is_not_as_it_is_written_is_damaged(string end, string instead)
    {
        var text = Golden("menuItemAdded:1");
        var place = text.LastIndexOf(end, StringComparison.Ordinal);
        Assert.True(place > 0);

        var read = EventFormat.Read("menuItemAdded:1", Encoding.UTF8.GetBytes(string.Concat(text.AsSpan(0, place), instead, text.AsSpan(place + end.Length))));

        Assert.IsType<UnreadableEvent>(read);
    }

    [Fact]
    public void A_cause_that_is_another_one_or_an_empty_one_is_read_as_it_stands()
    {
        var json = JsonNode.Parse(Golden("menuItemAdded:1"))!.AsObject();
        foreach (var cause in new[] { "another", "" })
        {
            json["causationId"] = cause;
            Assert.Equal(cause, Assert.IsType<StoredEvent>(EventFormat.Read("menuItemAdded:1", Encoding.UTF8.GetBytes(json.ToJsonString()))).CausationId);
        }
    }

    [Fact]
    public void A_member_that_a_newer_version_added_is_passed_over()
    {
        var json = JsonNode.Parse(Golden("menuItemAdded:1"))!;
        json["data"]!["allergens"] = "none";
        json["tenant"] = "north";

        Assert.IsType<StoredEvent>(EventFormat.Read("menuItemAdded:1", Encoding.UTF8.GetBytes(json.ToJsonString())));
    }

    [Fact]
    public void A_personal_text_is_stored_in_a_form_that_can_be_sealed_and_shown_as_plain_text()
    {
        var stored = Samples.Events().Single(stored => EventFormat.Manifest(stored.Data) == "customerSignedUp:1");

        Assert.Contains("\"email\":{\"personal\":\"anna@exämple.org\"}", Golden("customerSignedUp:1"), StringComparison.Ordinal);
        Assert.Equal("anna@exämple.org", (string?)JsonForms.PlainData(stored.Data)["email"]);
        Assert.DoesNotContain("anna@", stored.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_catalog_names_each_event_and_command_once()
    {
        var commands = Catalog.All.SelectMany(aggregate => aggregate.Commands).Select(DomainCommand.NameOf).ToList();

        Assert.Equal(commands.Distinct().Count(), commands.Count);
        Assert.All(EventFormat.Written, manifest => Assert.Matches("^[a-z][a-zA-Z]+:[0-9]+$", manifest));
    }

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Serialization", "Golden");

    private static string Golden(string manifest) => File.ReadAllText(Path.Combine(Folder, manifest.Replace(':', '.') + ".json")).TrimEnd('\n');

    // orderPlaced.1.json holds orderPlaced:1.
    private static string ManifestOf(string file) => Path.GetFileNameWithoutExtension(file).Replace('.', ':');
}
