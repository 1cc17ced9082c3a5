using System.Text.Json.Serialization;

namespace Restaurant.Actors.Menu;

/// <summary>JSON metadata of the context; the options that it is used with are those of the serializer.</summary>
[JsonSerializable(typeof(MenuItem))]
[JsonSerializable(typeof(MenuCommand.AddMenuItem))]
[JsonSerializable(typeof(MenuCommand.ModifyMenuItem))]
[JsonSerializable(typeof(MenuCommand.MakeMenuItemUnavailable))]
[JsonSerializable(typeof(MenuCommand.MakeMenuItemAvailable))]
[JsonSerializable(typeof(MenuCommand.RemoveMenuItem))]
[JsonSerializable(typeof(MenuEvent.MenuItemAdded))]
[JsonSerializable(typeof(MenuEvent.MenuItemModified))]
[JsonSerializable(typeof(MenuEvent.MenuItemMadeUnavailable))]
[JsonSerializable(typeof(MenuEvent.MenuItemMadeAvailable))]
[JsonSerializable(typeof(MenuEvent.MenuItemRemoved))]
internal sealed partial class MenuJson : JsonSerializerContext;
