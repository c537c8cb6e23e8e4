// The server -> its states, over livereload's protocol; a connection that ends is begun again.

let pause = 250;

export function connect(receive, disconnected) {
  const socket = new WebSocket(`ws://${location.host}/livereload`);
  const send = (message) => socket.send(JSON.stringify(message));
  socket.onopen = () => {
    pause = 250;
    send({ command: "hello", protocols: ["http://livereload.com/protocols/official-7"] });
    send({ command: "info", url: location.href, plugins: { sitegen: { version: "1" } } });
  };
  socket.onmessage = ({ data }) => {
    const message = JSON.parse(data);
    if (message.command == "sitegen") receive(message);
  };
  socket.onclose = () => {
    disconnected();
    setTimeout(connect, pause, receive, disconnected);
    pause = Math.min(pause * 2, 2000);
  };
}
