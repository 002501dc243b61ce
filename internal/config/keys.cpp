// The key table: see keys.h.
#include "internal/config/keys.h"

#include <algorithm>
#include <array>

#include "internal/config/subnet.h"
#include "internal/core/text.h"

namespace anc::config {
namespace {

using enum Type;
using enum Scope;

constexpr std::array kKeys = {
    Key{"data_path", kPath, kHost, "/var/lib/ancloud", "",
        "where images, instances and state live"},
    Key{"log.level", kChoice, kHost, "warning", "trace|debug|info|warning|error",
        "least severe line that reaches the terminal"},
    Key{"network.bridge", kText, kHost, "ancloud", "", "bridge that instances are attached to"},
    Key{"network.address", kSubnet, kHost, "192.168.240.1/24", "",
        "address of the bridge; instances get theirs from this range. Where it is not set and the "
        "default is in use, host-setup chooses another one and remembers it"},
    Key{"network.firewall", kChoice, kHost, "auto", "auto|nft|iptables|none",
        "what lets guests out through the host; auto is iptables where the host uses it, else nft "
        "where that is installed; none leaves the host's firewall alone"},
    Key{"network.isolate", kBool, kHost, "true", "",
        "keep instances from reaching each other over the bridge"},
    Key{"network.mode", kChoice, kInstance, "bridge", "bridge|none",
        "whether the guest has a network"},
    Key{"network.dns", kText, kInstance, "8.8.8.8", "", "name server told to the guest"},
    Key{"network.dhcp", kChoice, kInstance, "auto", "auto|on|off",
        "let the guest ask for its address and for names, by the host's dnsmasq; auto where there "
        "is one, and the image is an Android that Anbox did not make"},
    Key{"network.publish", kText, kInstance, "", "",
        "ports of the guest to be reached through the host's, [ADDRESS:]PORT:GUESTPORT[/tcp|/udp], "
        "with blanks between them; without an address on the loopback alone"},
    Key{"image.path", kPath, kInstance, "", "", "image to run; empty means the demo image"},
    Key{"image.fuse", kBool, kInstance, "false", "",
        "mount by the squashfuse server inside this binary instead of the kernel"},
    Key{"image.writable", kBool, kInstance, "false", "",
        "give the instance a writable layer over its image"},
    Key{"container.init", kText, kInstance, "", "",
        "program started as pid 1; empty means /anbox-init.sh where present, else /init"},
    Key{"container.privileged", kBool, kInstance, "false", "",
        "run without an id map: root inside is root outside"},
    Key{"container.binder", kChoice, kInstance, "auto", "auto|none|binderfs|nodes|shared",
        "the guest's binder; auto gives Android images one of their own, or the host's fixed nodes "
        "where no other instance uses them, which shared takes in any case"},
    Key{"container.binder_nodes", kChoice, kInstance, "auto", "auto|1|3",
        "binder nodes the guest finds; auto means 1 for Anbox images, 3 for later ones"},
    Key{"container.stop_timeout", kDuration, kInstance, "10s", "",
        "time the guest gets to stop before it is killed"},
    Key{"container.memory", kBytes, kInstance, "0", "0..1024GiB",
        "memory of the guest, its page cache included; 0 is no limit"},
    Key{"container.processes", kInt, kInstance, "8192", "0..1000000",
        "processes and threads of the guest; 0 is no limit"},
    Key{"container.data_size", kBytes, kInstance, "0", "0..1024GiB",
        "size of a file system of its own for the guest's /data and /cache; 0 keeps them in "
        "directories of the host's"},
    Key{"container.console_log", kBytes, kInstance, "1MiB", "4KiB..1GiB",
        "length at which console.log is begun anew; the one before it is kept"},
    Key{"container.seccomp", kBool, kInstance, "true", "",
        "let the guest make only the system calls that Android needs"},
    Key{"container.no_new_privs", kBool, kInstance, "true", "",
        "give nothing by set-user-id programs and file capabilities: no su, no run-as"},
    Key{"container.restart", kChoice, kInstance, "no", "no|on-failure|always",
        "start a container again that has ended without being asked to"},
    Key{"manager.socket", kPath, kHost, "", "",
        "socket of the container manager; empty means sockets/ancloud-container.socket below its "
        "data path, for users who run through it the one below /var/lib/ancloud"},
    Key{"manager.group", kText, kHost, "ancloud", "",
        "group whose members may connect to the container manager; empty means nobody but root"},
    Key{"manager.allow", kText, kHost, "", "",
        "who may have what from the container manager, WHO=WHAT,WHAT; WHO=WHAT; empty means that "
        "each member of manager.group has one instance of its own"},
    Key{"manager.idle_timeout", kDuration, kHost, "2m", "",
        "time a connection to the container manager may have no container"},
    Key{"session.user", kText, kHost, "", "",
        "user the session runs as; empty means SUDO_UID, else the system user ancloud"},
    Key{"session.dbus", kChoice, kInstance, "session", "off|session|system",
        "message bus on which a session is org.ancloud.Session1.NAME; no bus is no error"},
    Key{"session.desktop_entries", kBool, kInstance, "false", "",
        "show the guest's applications in the menu of the session's user"},
    Key{"session.handshake_timeout", kDuration, kInstance, "30s", "",
        "time a guest has to name the service it wants on the pipe"},
    Key{"session.confine", kBool, kInstance, "true", "",
        "let the session and the stream server reach only their own files, libraries, GPUs and "
        "sound, and make only the system calls they need"},
    Key{"input.gamepad", kBool, kInstance, "false", "",
        "give the guest a gamepad besides its pointer, keyboard and touch screen"},
    Key{"gl.probe_timeout", kDuration, kHost, "5s", "",
        "time a GL driver of the host may take to answer before the next one is tried"},
    Key{"audio.output", kChoice, kInstance, "auto", "auto|device|none",
        "where the guest is heard; auto is a device of this host unless headless"},
    Key{"audio.microphone", kBool, kInstance, "false", "",
        "let the guest record with the microphone of this host; else it hears silence"},
    Key{"stream.encoder", kChoice, kInstance, "auto", "auto|software|vaapi|nvenc",
        "what encodes video: a chip of this host, where one works, or the processor"},
    Key{"stream.device", kPath, kInstance, "/dev/dri/renderD128", "",
        "the chip that encodes by VA-API"},
    Key{"adb.access", kChoice, kInstance, "loopback", "off|loopback|token",
        "who reaches the guest's adbd: nobody, every user of this host, or who may use `ancloud "
        "adb`"},
    Key{"adb.port", kInt, kInstance, "0", "0..65535",
        "TCP port on 127.0.0.1 for it; 0 takes the first free one from 5601 on"},
    Key{"guest.properties", kText, kInstance, "", "",
        "further boot properties, KEY=VALUE;KEY=VALUE"},
    Key{"display.size", kExtent, kInstance, "720x1280", "",
        "guest display, width x height in pixels"},
    Key{"display.density", kInt, kInstance, "240", "72..1000", "guest display density in dpi"},
    Key{"display.rotation", kChoice, kInstance, "0", "0|90|180|270",
        "degrees by which the display is turned counter-clockwise at the start"},
    Key{"window.mode", kChoice, kInstance, "single", "single|multi",
        "one window for the whole display, or one more for each freeform task of the guest"},
    Key{"window.fullscreen", kBool, kInstance, "false", "",
        "let the window fill the screen; F11 changes it"},
    Key{"stream.listen", kText, kHost, "127.0.0.1:8555", "",
        "address and TCP port of the stream server's pages and of WHEP"},
    Key{"stream.media_port", kInt, kHost, "8556", "0..65535",
        "UDP port of all pictures and sound, and TCP where UDP does not get through; 0 takes any; "
        "may be the port of stream.listen"},
    Key{"stream.media_address", kText, kHost, "", "",
        "address for it; empty means that of stream.listen"},
    Key{"stream.transport", kChoice, kHost, "any", "any|udp|tcp",
        "what viewers may send and receive media by"},
    Key{"stream.advertise", kText, kHost, "", "",
        "addresses that viewers are told, ADDRESS, ADDRESS:PORT or [IPv6]:PORT, with blanks "
        "between "
        "them; empty means those of this host"},
    Key{"stream.origins", kText, kHost, "", "",
        "sites whose pages may use the server, https://NAME, with blanks between them, also that "
        "of a "
        "reverse proxy before it; * means all sites, but names no host"},
    Key{"stream.access", kChoice, kHost, "token", "token|open",
        "who may watch and touch: holders of a token, or everybody who reaches the server"},
    Key{"stream.tls", kChoice, kHost, "auto", "auto|on|off",
        "HTTPS; auto means everywhere but on the loopback, and there with stream.certificate"},
    Key{"stream.certificate", kPath, kHost, "", "",
        "PEM file for HTTPS; empty means one that is self-signed"},
    Key{"stream.key", kPath, kHost, "", "", "PEM file with the private key of it"},
    Key{"stream.codec", kChoice, kHost, "auto", "auto|h264|vp8",
        "what pictures are encoded as; auto is H.264 where the viewer takes it"},
    Key{"stream.max_viewers", kInt, kHost, "64", "1..4096", "viewers at once, of all instances"},
    Key{"stream.max_bitrate", kInt, kHost, "8000000", "150000..100000000",
        "bits a second for the pictures of one viewer, at most"},
    Key{"stream.max_fps", kInt, kHost, "60", "1..120", "pictures a second, at most"},
    Key{"gl.max_connections", kInt, kInstance, "256", "1..4096",
        "GL connections at once; each thread of the guest that draws has one"},
    Key{"gl.max_packet", kBytes, kInstance, "64MiB", "1MiB..1GiB",
        "largest call that a guest may send, a whole texture for one"},
    Key{"gl.max_memory", kBytes, kInstance, "1GiB", "16MiB..1024GiB",
        "memory of all that guests make: colour buffers, surfaces, textures, renderbuffers, "
        "buffers"},
    Key{"gl.max_size", kInt, kInstance, "8192", "16..16384",
        "largest width and height of a colour buffer or surface, in pixels"},
    Key{"gl.max_buffers", kInt, kInstance, "4096", "16..65536",
        "colour buffers that one process of the guest may hold"},
    Key{"gl.gles1", kChoice, kInstance, "auto", "native|emulate|auto",
        "what draws OpenGL ES 1: the host's own, shaders, or the first of them that works"},
};

Result<void> check_bytes(const Key& key, std::string_view text) {
  const size_t cut = key.choices.find("..");
  const uint64_t low = TRY(core::parse_size(key.choices.substr(0, cut)));
  const uint64_t high = TRY(core::parse_size(key.choices.substr(cut + 2)));
  const uint64_t bytes = TRY(core::parse_size(text));
  if (bytes >= low && bytes <= high) return {};
  return fail(Kind::kUsage, "\"" + std::string(text) + "\" is not from " + core::format_size(low) +
                                " to " + core::format_size(high));
}

}  // namespace

std::span<const Key> keys() { return kKeys; }

const Key* find_key(std::string_view name) {
  const auto it =
      std::find_if(kKeys.begin(), kKeys.end(), [&](const Key& key) { return key.name == name; });
  return it == kKeys.end() ? nullptr : &*it;
}

std::string environment_name(const Key& key) {
  std::string name = "ANCLOUD_";
  for (const char c : key.name) {
    name += c == '.' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  return name;
}

std::string_view type_name(Type type) {
  switch (type) {
    case kBool:
      return "true or false";
    case kInt:
      return "whole number";
    case kText:
      return "text";
    case kPath:
      return "absolute path";
    case kBytes:
      return "number of bytes such as 64MiB";
    case kDuration:
      return "duration such as 250ms, 20s, 5m or 2h";
    case kExtent:
      return "size such as 720x1280";
    case kSubnet:
      return "address such as 192.168.240.1/24";
    case kChoice:
      return "one of a list";
  }
  return "";
}

Result<void> check_value(const Key& key, std::string_view text) {
  switch (key.type) {
    case kBool:
      if (text != "true" && text != "false") {
        return fail(Kind::kUsage, "\"" + std::string(text) + "\" is not true or false");
      }
      return {};
    case kInt: {
      const auto bounds = core::split(key.choices, '.');
      const int64_t low = TRY(core::parse_int(bounds.front(), INT64_MIN, INT64_MAX));
      const int64_t high = TRY(core::parse_int(bounds.back(), INT64_MIN, INT64_MAX));
      TRY(core::parse_int(text, low, high));
      return {};
    }
    case kText:
      return {};
    case kPath:
      if (!text.empty() && text.front() != '/') {
        return fail(Kind::kUsage, "\"" + std::string(text) + "\" is not an absolute path");
      }
      return {};
    case kBytes:
      return check_bytes(key, text);
    case kDuration:
      TRY(core::parse_duration(text));
      return {};
    case kExtent:
      TRY(core::parse_extent(text));
      return {};
    case kSubnet:
      TRY(parse_subnet(text));
      return {};
    case kChoice: {
      const auto choices = core::split(key.choices, '|');
      if (std::find(choices.begin(), choices.end(), text) != choices.end()) return {};
      return fail(Kind::kUsage,
                  "\"" + std::string(text) + "\" is none of " + core::join(choices, ", "));
    }
  }
  return {};
}

}  // namespace anc::config
