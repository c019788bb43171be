T = {
    "Sound and picture stay on the servers of this site. Nobody else carries them.": "El sonido y la imagen se quedan en los servidores de este sitio. Nadie más los transmite.",
    "Sound and picture go over another server: %(server)s. Your team chose it.": "El sonido y la imagen pasan por otro servidor: %(server)s. Lo eligió su equipo.",
    "Sound and picture go over a server of your hospital: %(server)s. It is not part of this site.": "El sonido y la imagen pasan por un servidor de su hospital: %(server)s. No forma parte de este sitio.",
    "Those in the session see and hear you while your camera and microphone are on. You can switch off each.": "Quienes están en la sesión le ven y le oyen mientras su cámara y su micrófono están encendidos. Puede apagar cada uno por separado.",
    "This session is recorded. Your camera and microphone are not part of it unless you switch them on.": "Esta sesión se graba. Su cámara y su micrófono no forman parte de la grabación, salvo que usted los encienda.",
    "Nothing is recorded here.": "Aquí no se graba nada.",
    "We ask for no recording. What the other server keeps is up to whoever runs it.": "No pedimos ninguna grabación. Lo que guarde el otro servidor depende de quien lo gestiona.",
    "No software can stop somebody from filming their screen with a telephone. Say only what you want to say.": "Ningún programa puede impedir que alguien filme su pantalla con un teléfono. Diga solo lo que quiera decir.",
    "The others see the name that you chose for this session, and no other name of yours.": "Los demás ven el nombre que usted eligió para esta sesión, y ningún otro nombre suyo.",
    "That server learns the name that you chose for this session and the address of your connection.": "Ese servidor conoce el nombre que usted eligió para esta sesión y la dirección de su conexión.",
    "It does not learn who you are, nor what is written about you on this site.": "No sabe quién es usted ni lo que hay escrito sobre usted en este sitio.",
    "That server learns the address of your connection, and the name that you type there.": "Ese servidor conoce la dirección de su conexión y el nombre que usted escriba allí.",
    "You need not type your own name, unless your team asked you to.": "No hace falta que escriba su verdadero nombre, salvo que su equipo se lo haya pedido.",
    "It does not learn anything that is written about you on this site.": "No sabe nada de lo que hay escrito sobre usted en este sitio.",
    "The room is not open now. Nothing was changed.": "La sala no está abierta ahora. No se ha cambiado nada.",
    "There is no place for you in this session. Nothing was changed.": "No hay una plaza para usted en esta sesión. No se ha cambiado nada.",
}
CONTEXT = {}
